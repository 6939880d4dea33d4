//! Commands: what a caller wants changed, as data, so that a store can queue and batch them.

use std::collections::BTreeSet;

use crate::{
    Error, Result, Timestamp,
    action::{ActionDraft, Details},
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId, TokenId, UserId},
    role::Role,
    suspension::SuspensionReason,
    token::TokenHash,
};

/// A change that a caller asks for. Values were checked when the command was made; whether it
/// fits what is stored is decided with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the objects named")]
pub enum Command {
    CreateAction {
        org: OrgId,
        draft: ActionDraft,
    },
    UpdateAction {
        org: OrgId,
        id: ActionId,
        draft: ActionDraft,
    },
    DeactivateAction {
        org: OrgId,
        id: ActionId,
    },
    ReactivateAction {
        org: OrgId,
        id: ActionId,
    },
    DeleteAction {
        org: OrgId,
        id: ActionId,
    },
    SetTriggerActions {
        org: OrgId,
        flow: FlowType,
        trigger: TriggerType,
        actions: Vec<ActionId>,
    },
    ClearFlow {
        org: OrgId,
        flow: FlowType,
    },
    SuspendTrigger {
        org: OrgId,
        flow: FlowType,
        trigger: TriggerType,
        reason: SuspensionReason,
    },
    ResumeTrigger {
        org: OrgId,
        flow: FlowType,
        trigger: TriggerType,
    },
    /// `host` ends the generated domain; `owner` becomes `ORG_OWNER` of the new organisation.
    AddOrg {
        name: String,
        host: String,
        owner: Option<UserId>,
    },
    AddUser {
        org: OrgId,
        name: String,
        roles: BTreeSet<Role>,
    },
    RemoveUser {
        user: UserId,
    },
    AddToken {
        user: UserId,
        hash: TokenHash,
        expires_at: Option<Timestamp>,
    },
    RemoveToken {
        token: TokenId,
    },
    /// The very first start: an organisation, a user with `IAM_OWNER` and its token, at once.
    Initialise {
        org_name: String,
        host: String,
        user_name: String,
        hash: TokenHash,
        preset: bool,
    },
    /// Makes `hash` the one preset token of the first user; earlier preset ones end.
    PresetToken {
        hash: TokenHash,
    },
}

/// Who commands, and what the caller believes to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The user, or `SYSTEM`.
    pub creator: String,
    /// What must be true of the object for the command to be done.
    pub precondition: Precondition,
}

/// Demands that the object be at a sequence; see [`Precondition::parse`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Precondition(Option<u64>);

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The id of the object that was made or changed.
    pub id: String,
    /// The object after the change.
    pub details: Details,
}

// === impl Context ===

impl Context {
    /// A command of this program itself, such as one of its command line.
    pub fn system() -> Self {
        Self {
            creator: "SYSTEM".to_owned(),
            precondition: Precondition::default(),
        }
    }
}

// === impl Precondition ===

impl Precondition {
    /// Reads an `if-match` value: the `sequence` of an object's details, bare or quoted as an
    /// entity tag (RFC 9110, section 8.8.3). An object that does not exist yet is at 0.
    pub fn parse(header: Option<&str>) -> Result<Self> {
        let Some(text) = header else {
            return Ok(Self(None));
        };
        let trimmed = text.trim();
        let digits = trimmed
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(trimmed);
        let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        match digits.parse() {
            Ok(sequence) if all_digits => Ok(Self(Some(sequence))),
            _ => Err(Error::PreconditionInvalid(text.chars().take(100).collect())),
        }
    }

    /// Refuses when the object is at another sequence than demanded.
    pub fn check(self, actual: u64) -> Result<()> {
        match self.0 {
            Some(expected) if expected != actual => {
                Err(Error::SequenceMismatch { expected, actual })
            }
            _ => Ok(()),
        }
    }
}

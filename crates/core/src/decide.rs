//! Decisions: a command and what is stored give events, or a refusal. Pure but for the reads.

mod action;
mod flow;
mod org;
mod suspension;
mod user;

use crate::{
    Aggregate, Command, Result, Timestamp,
    action::{Action, Details},
    command::{Outcome, Precondition},
    event::{EventData, NewEvent},
    flow::{FlowRecord, FlowType, TriggerType},
    id::{ActionId, IdSource, OrgId, TokenId, UserId},
    org::Org,
    suspension::Suspension,
    token::{Token, TokenHash},
    user::User,
};

/// What decisions read, as of one moment.
pub trait View {
    /// An action, whatever organisation owns it.
    fn action(&self, id: &ActionId) -> Result<Option<Action>>;
    /// The action of an organisation with a name key.
    fn action_named(&self, org: &OrgId, key: &str) -> Result<Option<ActionId>>;
    /// A flow with both lists of each trigger.
    fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<FlowRecord>>;
    /// Every flow, once per trigger, in whose visible list the action stands.
    fn flows_showing(&self, org: &OrgId, action: &ActionId) -> Result<Vec<FlowType>>;
    /// That a trigger is suspended, if it is.
    fn suspension(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Option<Suspension>>;
    /// An organisation.
    fn org(&self, id: &OrgId) -> Result<Option<Org>>;
    /// The organisation with a name key.
    fn org_named(&self, key: &str) -> Result<Option<OrgId>>;
    /// The organisation with a primary domain.
    fn org_with_domain(&self, domain: &str) -> Result<Option<OrgId>>;
    /// A user.
    fn user(&self, id: &UserId) -> Result<Option<User>>;
    /// The user of an organisation with a name key.
    fn user_named(&self, org: &OrgId, key: &str) -> Result<Option<UserId>>;
    /// The organisations in which a user is a member.
    fn memberships_in_orgs(&self, user: &UserId) -> Result<Vec<OrgId>>;
    /// A token that was not removed.
    fn token(&self, id: &TokenId) -> Result<Option<Token>>;
    /// The token with a hash.
    fn token_with_hash(&self, hash: &TokenHash) -> Result<Option<TokenId>>;
    /// The tokens of a user.
    fn tokens_of(&self, user: &UserId) -> Result<Vec<Token>>;
    /// The user made by [`Command::Initialise`].
    fn first_user(&self) -> Result<Option<UserId>>;
}

/// What is to be stored, and what the answer will be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The events in order. Without any, nothing was to be done.
    pub events: Vec<NewEvent>,
    id: String,
    subject: Aggregate,
    owner: OrgId,
    created_at: Option<Timestamp>,
}

/// Decides `command` on what `view` shows. Ids of new objects come from `ids`.
///
/// # Errors
/// Refuses with the error that the API tells the caller; passes on failures of `view`.
pub fn decide(
    view: &impl View,
    command: &Command,
    precondition: Precondition,
    ids: &mut IdSource,
) -> Result<Decision> {
    match command {
        Command::CreateAction { org, draft } => action::create(view, org, draft, precondition, ids),
        Command::UpdateAction { org, id, draft } => {
            action::update(view, org, id, draft, precondition)
        }
        Command::DeactivateAction { org, id } => action::deactivate(view, org, id, precondition),
        Command::ReactivateAction { org, id } => action::reactivate(view, org, id, precondition),
        Command::DeleteAction { org, id } => action::delete(view, org, id, precondition),
        Command::SetTriggerActions {
            org,
            flow,
            trigger,
            actions,
        } => flow::set_trigger_actions(view, org, (*flow, *trigger), actions, precondition),
        Command::ClearFlow { org, flow } => flow::clear(view, org, *flow, precondition),
        Command::SuspendTrigger {
            org,
            flow,
            trigger,
            reason,
        } => suspension::suspend(view, org, (*flow, *trigger), reason),
        Command::ResumeTrigger { org, flow, trigger } => {
            suspension::resume(view, org, (*flow, *trigger))
        }
        Command::AddOrg { name, host, owner } => {
            precondition.check(0)?;
            org::add(view, name, host, owner.as_ref(), ids)
        }
        Command::AddUser { org, name, roles } => user::add(view, org, name, roles, ids),
        Command::RemoveUser { user } => user::remove(view, user),
        Command::AddToken {
            user,
            hash,
            expires_at,
        } => user::add_token(view, user, *hash, *expires_at, ids),
        Command::RemoveToken { token } => user::remove_token(view, token),
        Command::Initialise {
            org_name,
            host,
            user_name,
            hash,
            preset,
        } => org::initialise(view, (org_name, host), user_name, (*hash, *preset), ids),
        Command::PresetToken { hash } => user::preset_token(view, *hash, ids),
    }
}

// === impl Decision ===

impl Decision {
    fn about<K>(id: &crate::id::Id<K>, subject: Aggregate, owner: &OrgId) -> Self {
        Self {
            events: Vec::new(),
            id: id.to_string(),
            subject,
            owner: owner.clone(),
            created_at: None,
        }
    }

    /// Keeps the first date of an object that exists already.
    fn created_at(mut self, created_at: Timestamp) -> Self {
        self.created_at = Some(created_at);
        self
    }

    /// Adds an event of the subject.
    fn event(mut self, data: EventData) -> Self {
        let (aggregate, owner) = (self.subject.clone(), self.owner.clone());
        self.events.push(NewEvent {
            aggregate,
            owner,
            data,
        });
        self
    }

    /// Adds an event of another aggregate.
    fn event_of(mut self, aggregate: Aggregate, owner: &OrgId, data: EventData) -> Self {
        self.events.push(NewEvent {
            aggregate,
            owner: owner.clone(),
            data,
        });
        self
    }

    /// The aggregate that the answer is about.
    pub fn subject(&self) -> &Aggregate {
        &self.subject
    }

    /// The answer, once the events are stored: `sequence` is the subject's newest.
    pub fn outcome(self, sequence: u64, now: Timestamp) -> Outcome {
        let created_at = self.created_at.unwrap_or(now);
        let details = Details {
            sequence,
            created_at,
            changed_at: now,
            owner: self.owner,
        };
        Outcome {
            id: self.id,
            details,
        }
    }
}

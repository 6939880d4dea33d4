//! Events: what happened, the only thing that is ever written.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    Timestamp,
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId, TokenId, UserId},
    role::Role,
    token::TokenHash,
};

/// What an event is about; sequences count per aggregate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aggregate {
    /// The kind.
    pub kind: AggregateKind,
    /// The id within the kind.
    pub id: String,
}

/// Kinds of aggregates. Flows belong to the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the domain's nouns")]
pub enum AggregateKind {
    Instance,
    Org,
    Action,
    User,
}

/// An event as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the whole history, growing, from 1.
    pub position: u64,
    /// What it is about.
    pub aggregate: Aggregate,
    /// Number within the aggregate, from 1, without a gap.
    pub sequence: u64,
    /// The organisation that owns the aggregate; empty for the instance.
    pub owner: OrgId,
    /// The user who caused it, or `SYSTEM`.
    pub creator: String,
    /// When.
    pub created_at: Timestamp,
    /// What.
    pub data: EventData,
}

/// An event that was decided but not stored: it has no place in history yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What it is about.
    pub aggregate: Aggregate,
    /// The organisation that owns the aggregate.
    pub owner: OrgId,
    /// What.
    pub data: EventData,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names of the events and their fields are the documentation"
)]
pub enum EventData {
    ActionAdded {
        name: String,
        script: String,
        timeout: Duration,
        allowed_to_fail: bool,
    },
    ActionChanged {
        name: Option<String>,
        script: Option<String>,
        timeout: Option<Duration>,
        allowed_to_fail: Option<bool>,
    },
    ActionDeactivated,
    ActionReactivated,
    ActionRemoved,
    TriggerActionsSet {
        flow: FlowType,
        trigger: TriggerType,
        actions: Vec<ActionId>,
    },
    /// An action was deleted: it leaves every visible list of the flow.
    TriggerActionsCascadeRemoved {
        flow: FlowType,
        action: ActionId,
    },
    FlowCleared {
        flow: FlowType,
    },
    TriggerSuspended {
        flow: FlowType,
        trigger: TriggerType,
        reason: String,
    },
    TriggerResumed {
        flow: FlowType,
        trigger: TriggerType,
    },
    OrgAdded {
        name: String,
    },
    OrgDomainAdded {
        domain: String,
    },
    OrgDomainVerified {
        domain: String,
    },
    OrgDomainPrimarySet {
        domain: String,
    },
    OrgMemberAdded {
        user: UserId,
        roles: BTreeSet<Role>,
    },
    OrgMemberChanged {
        user: UserId,
        roles: BTreeSet<Role>,
    },
    OrgMemberRemoved {
        user: UserId,
    },
    InstanceMemberAdded {
        user: UserId,
        roles: BTreeSet<Role>,
    },
    UserMachineAdded {
        name: String,
    },
    UserRemoved,
    UserTokenAdded {
        token: TokenId,
        hash: TokenHash,
        expires_at: Option<Timestamp>,
        preset: bool,
    },
    UserTokenRemoved {
        token: TokenId,
    },
}

// === impl Aggregate ===

impl Aggregate {
    /// The instance, of which there is one.
    pub fn instance() -> Self {
        Self {
            kind: AggregateKind::Instance,
            id: "instance".to_owned(),
        }
    }

    /// An organisation.
    pub fn org(id: &OrgId) -> Self {
        Self {
            kind: AggregateKind::Org,
            id: id.to_string(),
        }
    }

    /// An action.
    pub fn action(id: &ActionId) -> Self {
        Self {
            kind: AggregateKind::Action,
            id: id.to_string(),
        }
    }

    /// A user.
    pub fn user(id: &UserId) -> Self {
        Self {
            kind: AggregateKind::User,
            id: id.to_string(),
        }
    }
}

// === impl AggregateKind ===

impl AggregateKind {
    /// The name in stored events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Org => "org",
            Self::Action => "action",
            Self::User => "user",
        }
    }
}

// === impl EventData ===

impl EventData {
    /// The type of the event as it is stored and shown.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::ActionAdded { .. } => "action.added",
            Self::ActionChanged { .. } => "action.changed",
            Self::ActionDeactivated => "action.deactivated",
            Self::ActionReactivated => "action.reactivated",
            Self::ActionRemoved => "action.removed",
            Self::TriggerActionsSet { .. } => "org.flow.trigger_actions.set",
            Self::TriggerActionsCascadeRemoved { .. } => "org.flow.trigger_actions.cascade.removed",
            Self::FlowCleared { .. } => "org.flow.cleared",
            Self::TriggerSuspended { .. } => "org.flow.trigger.suspended",
            Self::TriggerResumed { .. } => "org.flow.trigger.resumed",
            Self::OrgAdded { .. } => "org.added",
            Self::OrgDomainAdded { .. } => "org.domain.added",
            Self::OrgDomainVerified { .. } => "org.domain.verified",
            Self::OrgDomainPrimarySet { .. } => "org.domain.primary.set",
            Self::OrgMemberAdded { .. } => "org.member.added",
            Self::OrgMemberChanged { .. } => "org.member.changed",
            Self::OrgMemberRemoved { .. } => "org.member.removed",
            Self::InstanceMemberAdded { .. } => "instance.member.added",
            Self::UserMachineAdded { .. } => "user.machine.added",
            Self::UserRemoved => "user.removed",
            Self::UserTokenAdded { .. } => "user.token.added",
            Self::UserTokenRemoved { .. } => "user.token.removed",
        }
    }
}

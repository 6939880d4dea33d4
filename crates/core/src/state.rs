//! The whole state as a fold over all events.
//!
//! This is what the tables of a backend must equal; the in-memory backend uses it as its tables.

mod apply;
mod read;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    Aggregate,
    action::Action,
    flow::{FlowRecord, FlowType, TriggerType},
    id::{ActionId, OrgId, TokenId, UserId},
    org::Org,
    role::Role,
    suspension::Suspension,
    token::Token,
    user::{Scope, User},
};

/// Everything that is stored, but for the events themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest sequence of every aggregate.
    pub sequences: BTreeMap<Aggregate, u64>,
    /// Organisations.
    pub orgs: BTreeMap<OrgId, Org>,
    /// Actions that were not deleted. Ids grow, so their order is that of creation.
    pub actions: BTreeMap<ActionId, Arc<Action>>,
    /// Which action has which name key in which organisation.
    pub action_names: BTreeMap<(OrgId, String), ActionId>,
    /// Flows that were set since they were last cleared.
    pub flows: BTreeMap<(OrgId, FlowType), FlowRecord>,
    /// Triggers that are suspended.
    pub suspensions: BTreeMap<(OrgId, FlowType, TriggerType), Suspension>,
    /// Users that were not removed.
    pub users: BTreeMap<UserId, User>,
    /// Roles by user and scope.
    pub members: BTreeMap<(UserId, Scope), BTreeSet<Role>>,
    /// Tokens that were not removed.
    pub tokens: BTreeMap<TokenId, Token>,
    /// The first user with a role on the instance.
    pub first_user: Option<UserId>,
}

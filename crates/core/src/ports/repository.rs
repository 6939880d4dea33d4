//! The store behind the domain.

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use crate::{
    Command, Context, Event, Outcome, Result,
    action::Action,
    caller::Caller,
    flow::{Flow, FlowType, TriggerActions, TriggerType},
    id::{ActionId, OrgId, TokenId},
    listing::{ActionPage, ActionSearch},
    org::Org,
    suspension::Suspension,
    token::{Token, TokenHash},
    user::{Membership, User},
};

/// Keeps events and answers questions about them.
///
/// Reads see every command that was answered before they began, by this process or another.
/// An answered command is on disk (as far as the backend has one); a refused one left no trace.
#[async_trait]
pub trait Repository: Send + Sync + fmt::Debug {
    /// Decides a command on what is stored and stores the events, all or none.
    async fn execute(&self, command: Command, context: Context) -> Result<Outcome>;

    /// The caller with a token that was not revoked; expiry is the asker's to check.
    async fn caller(&self, token: TokenHash) -> Result<Option<Arc<Caller>>>;

    /// An organisation.
    async fn org(&self, id: &OrgId) -> Result<Option<Arc<Org>>>;

    /// An action of an organisation; one of another organisation is `None`.
    async fn action(&self, org: &OrgId, id: &ActionId) -> Result<Option<Arc<Action>>>;

    /// A page of an organisation's actions.
    async fn actions(&self, org: &OrgId, search: &ActionSearch) -> Result<ActionPage>;

    /// A flow with its visible actions; `None` when nothing is set.
    async fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<Flow>>;

    /// What there is to run at a trigger. Asked for at every login, so it is cheap.
    async fn trigger(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Arc<TriggerActions>>;

    /// The suspended triggers of an organisation, in the order of their ids.
    async fn suspensions(&self, org: &OrgId) -> Result<Vec<Suspension>>;

    /// Every organisation, oldest first.
    async fn orgs(&self) -> Result<Vec<Org>>;

    /// Every user with its memberships, oldest first.
    async fn users(&self) -> Result<Vec<UserSummary>>;

    /// Every token that was not revoked, oldest first.
    async fn tokens(&self) -> Result<Vec<Token>>;

    /// One such token.
    async fn token(&self, id: &TokenId) -> Result<Option<Token>>;

    /// Whether [`Command::Initialise`] was done.
    async fn is_initialised(&self) -> Result<bool>;

    /// At most `limit` events after a position, in order.
    async fn events(&self, after: u64, limit: usize) -> Result<Vec<Event>>;

    /// Reads the whole history and checks it against its hashes and the tables.
    async fn audit(&self) -> Result<Audit>;

    /// Whether reads work right now and commands are taken.
    async fn ready(&self) -> Result<()>;

    /// Finishes what was accepted and closes the store. Later commands are refused, and it is no
    /// longer ready.
    async fn close(&self) -> Result<()>;
}

/// A user with its memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSummary {
    /// The user.
    pub user: User,
    /// Where it has which roles.
    pub memberships: Vec<Membership>,
}

/// The result of [`Repository::audit`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// How many events were read.
    pub events: u64,
    /// What is wrong, in sentences; empty when all is well.
    pub problems: Vec<String>,
}

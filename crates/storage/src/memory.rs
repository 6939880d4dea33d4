//! A backend in memory: for tests, and the yardstick for every other backend.

mod secrets;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use portcullis_core::{
    Aggregate, Clock, Command, Context, Error, Event, Outcome, Result, State,
    action::Action,
    caller::Caller,
    decide,
    flow::{Flow, FlowType, TriggerActions, TriggerType},
    id::{ActionId, IdSource, OrgId, TokenId},
    listing::{ActionPage, ActionSearch},
    org::Org,
    ports::{Audit, Repository, UserSummary},
    suspension::Suspension,
    token::{Token, TokenHash},
};

use crate::{Auditor, Head, Row};

pub use secrets::MemorySecrets;

/// Keeps events in memory; ends with the process.
#[derive(Debug)]
pub struct MemoryRepository {
    clock: Arc<dyn Clock>,
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    state: State,
    rows: Vec<Row>,
    heads: BTreeMap<Aggregate, Head>,
    last_id: u64,
    closed: bool,
}

// === impl MemoryRepository ===

impl MemoryRepository {
    /// An empty store that takes the time from `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let store = Mutex::default();
        Self { clock, store }
    }

    /// Everything that the events made.
    pub fn state(&self) -> State {
        self.store().state.clone()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Store ===

impl Store {
    fn check_open(&self) -> Result<()> {
        if self.closed {
            return Err(Error::Unavailable("the store is closed"));
        }
        Ok(())
    }
}

#[async_trait]
impl Repository for MemoryRepository {
    async fn execute(&self, command: Command, context: Context) -> Result<Outcome> {
        let now = self.clock.now();
        let mut store = self.store();
        store.check_open()?;
        let mut ids = IdSource::new(store.last_id, now);
        let mut decision = decide(&store.state, &command, context.precondition, &mut ids)?;
        store.last_id = ids.last();
        for new in std::mem::take(&mut decision.events) {
            let position = store.rows.len() as u64 + 1;
            let head = store.heads.get(&new.aggregate).copied().unwrap_or_default();
            let by = (context.creator.as_str(), now);
            let (event, row) = Row::next(new, position, &head, by)?;
            let head = Head {
                sequence: row.sequence,
                hash: row.hash,
            };
            store.heads.insert(event.aggregate.clone(), head);
            store.state.apply(&event);
            store.rows.push(row);
        }
        let head = store.heads.get(decision.subject()).copied();
        let sequence = head.unwrap_or_default().sequence;
        Ok(decision.outcome(sequence, now))
    }

    async fn caller(&self, token: TokenHash) -> Result<Option<Arc<Caller>>> {
        Ok(self.store().state.caller(&token).map(Arc::new))
    }

    async fn org(&self, id: &OrgId) -> Result<Option<Arc<Org>>> {
        Ok(self.store().state.orgs.get(id).cloned().map(Arc::new))
    }

    async fn action(&self, org: &OrgId, id: &ActionId) -> Result<Option<Arc<Action>>> {
        Ok(self.store().state.action_of(org, id))
    }

    async fn actions(&self, org: &OrgId, search: &ActionSearch) -> Result<ActionPage> {
        Ok(self.store().state.search(org, search))
    }

    async fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<Flow>> {
        Ok(self.store().state.visible_flow(org, flow))
    }

    async fn trigger(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Arc<TriggerActions>> {
        Ok(Arc::new(self.store().state.trigger(org, flow, trigger)))
    }

    async fn suspensions(&self, org: &OrgId) -> Result<Vec<Suspension>> {
        Ok(self.store().state.suspensions_of(org))
    }

    async fn orgs(&self) -> Result<Vec<Org>> {
        Ok(self.store().state.orgs.values().cloned().collect())
    }

    async fn users(&self) -> Result<Vec<UserSummary>> {
        let store = self.store();
        let summary = |user: &portcullis_core::user::User| UserSummary {
            user: user.clone(),
            memberships: store.state.memberships(&user.id),
        };
        Ok(store.state.users.values().map(summary).collect())
    }

    async fn tokens(&self) -> Result<Vec<Token>> {
        Ok(self.store().state.tokens.values().cloned().collect())
    }

    async fn token(&self, id: &TokenId) -> Result<Option<Token>> {
        Ok(self.store().state.tokens.get(id).cloned())
    }

    async fn is_initialised(&self) -> Result<bool> {
        Ok(self.store().state.first_user.is_some())
    }

    async fn events(&self, after: u64, limit: usize) -> Result<Vec<Event>> {
        let store = self.store();
        let rows = store.rows.iter().filter(|row| row.position > after);
        rows.take(limit)
            .map(|row| row.event().map_err(Error::from))
            .collect()
    }

    async fn audit(&self) -> Result<Audit> {
        let store = self.store();
        let mut auditor = Auditor::default();
        for row in &store.rows {
            auditor.add(row);
        }
        Ok(auditor.finish(&store.heads, &store.state))
    }

    async fn ready(&self) -> Result<()> {
        self.store().check_open()
    }

    async fn close(&self) -> Result<()> {
        self.store().closed = true;
        Ok(())
    }
}

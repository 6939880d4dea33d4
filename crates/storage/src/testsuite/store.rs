//! A store under test with shorthands, so that a test reads as what is done and what comes of it.

use std::{
    any::Any,
    collections::BTreeSet,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use portcullis_core::{
    Clock, Command, Context, Error, Event, Outcome, Result, State, Timestamp,
    action::{Action, ActionDraft, ActionName, Script, ScriptLimit, Timeout},
    command::Precondition,
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId, UserId},
    ports::{Repository, SecretStore},
    role::Role,
    token::TokenHash,
};

/// A store to test, with whatever must live as long as it, such as a directory.
pub struct Backend {
    /// The store.
    pub repository: Arc<dyn Repository>,
    /// Its secrets.
    pub secrets: Arc<dyn SecretStore>,
    /// Dropped last.
    pub guard: Box<dyn Any + Send + Sync>,
}

/// Makes an empty store that takes the time from a clock.
pub type Factory = dyn Fn(Arc<dyn Clock>) -> Backend;

/// A clock that tests set.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

/// A fresh store and its clock.
pub(super) struct Store {
    pub(super) repository: Arc<dyn Repository>,
    pub(super) secrets: Arc<dyn SecretStore>,
    pub(super) clock: Arc<TestClock>,
    _guard: Box<dyn Any + Send + Sync>,
}

/// Who commands in these tests.
pub(super) const CREATOR: &str = "somebody";

// === impl Backend ===

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Backend").field(&self.repository).finish()
    }
}

// === impl TestClock ===

impl TestClock {
    /// A clock that stands at a time in 2026.
    pub fn new() -> Self {
        Self(AtomicI64::new(1_780_000_000_000_000))
    }

    /// Moves the clock, also back.
    pub fn step(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

// === impl Store ===

impl Store {
    pub(super) fn new(factory: &Factory) -> Self {
        let clock = Arc::new(TestClock::new());
        let Backend {
            repository,
            secrets,
            guard,
        } = factory(clock.clone());
        Self {
            repository,
            secrets,
            clock,
            _guard: guard,
        }
    }

    /// Executes a second after the command before.
    pub(super) async fn execute(&self, command: Command) -> Result<Outcome> {
        self.execute_if(command, None).await
    }

    pub(super) async fn execute_if(
        &self,
        command: Command,
        if_match: Option<&str>,
    ) -> Result<Outcome> {
        self.clock.step(1_000_000);
        let context = Context {
            creator: CREATOR.to_owned(),
            precondition: Precondition::parse(if_match)?,
        };
        self.repository.execute(command, context).await
    }

    #[track_caller]
    pub(super) fn refused(result: Result<Outcome>, because: &str) {
        assert_eq!(name(&result.unwrap_err()), because);
    }

    pub(super) async fn org(&self, name: &str) -> OrgId {
        let outcome = self.execute(add_org(name, None)).await.unwrap();
        OrgId::new(outcome.id)
    }

    pub(super) async fn action(&self, org: &OrgId, name: &str) -> ActionId {
        let outcome = self.execute(create(org, name)).await.unwrap();
        ActionId::new(outcome.id)
    }

    pub(super) async fn user(&self, org: &OrgId, name: &str, roles: &[Role]) -> UserId {
        let outcome = self.execute(add_user(org, name, roles)).await.unwrap();
        UserId::new(outcome.id)
    }

    pub(super) async fn token(&self, user: &UserId, secret: &str) -> Result<Outcome> {
        self.execute(Command::AddToken {
            user: user.clone(),
            hash: TokenHash::of(secret),
            expires_at: None,
        })
        .await
    }

    pub(super) async fn set(
        &self,
        org: &OrgId,
        (flow, trigger): (FlowType, TriggerType),
        actions: &[&ActionId],
    ) -> Result<Outcome> {
        self.execute(Command::SetTriggerActions {
            org: org.clone(),
            flow,
            trigger,
            actions: actions.iter().copied().cloned().collect(),
        })
        .await
    }

    pub(super) async fn delete(&self, org: &OrgId, id: &ActionId) -> Result<Outcome> {
        let (org, id) = (org.clone(), id.clone());
        self.execute(Command::DeleteAction { org, id }).await
    }

    pub(super) async fn read(&self, org: &OrgId, id: &ActionId) -> Option<Arc<Action>> {
        self.repository.action(org, id).await.unwrap()
    }

    pub(super) async fn events(&self) -> Vec<Event> {
        self.repository.events(0, usize::MAX).await.unwrap()
    }

    /// The types of the events after a position.
    pub(super) async fn types_after(&self, position: usize) -> Vec<&'static str> {
        let events = self.events().await;
        let after = events.iter().skip(position);
        after.map(|event| event.data.type_name()).collect()
    }

    /// What the events make.
    pub(super) async fn replay(&self) -> State {
        let mut state = State::default();
        for event in self.events().await {
            state.apply(&event);
        }
        state
    }

    pub(super) async fn audit_is_clean(&self) {
        let audit = self.repository.audit().await.unwrap();
        assert_eq!(audit.problems, Vec::<String>::new());
        assert_eq!(audit.events, self.events().await.len() as u64);
    }
}

/// The variant of an error, by which tests tell refusals apart.
pub(super) fn name(error: &Error) -> String {
    let debug = format!("{error:?}");
    let end = debug.find([' ', '{']).unwrap_or(debug.len());
    debug[..end].to_owned()
}

pub(super) fn create(org: &OrgId, name: &str) -> Command {
    Command::CreateAction {
        org: org.clone(),
        draft: draft(name),
    }
}

pub(super) fn update(org: &OrgId, id: &ActionId, draft: ActionDraft) -> Command {
    Command::UpdateAction {
        org: org.clone(),
        id: id.clone(),
        draft,
    }
}

pub(super) fn draft(name: &str) -> ActionDraft {
    let script = format!("function {name}(ctx, api) {{}}");
    ActionDraft {
        name: ActionName::parse(name).unwrap(),
        script: Script::parse(script, ScriptLimit::Characters(2000)).unwrap(),
        timeout: Timeout::new(Duration::from_millis(1500)).unwrap(),
        allowed_to_fail: false,
    }
}

pub(super) fn add_org(name: &str, owner: Option<&UserId>) -> Command {
    Command::AddOrg {
        name: name.to_owned(),
        host: "localhost".to_owned(),
        owner: owner.cloned(),
    }
}

pub(super) fn add_user(org: &OrgId, name: &str, roles: &[Role]) -> Command {
    Command::AddUser {
        org: org.clone(),
        name: name.to_owned(),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
    }
}

pub(super) fn initialise(secret: &str, preset: bool) -> Command {
    Command::Initialise {
        org_name: "Default".to_owned(),
        host: "localhost".to_owned(),
        user_name: "admin".to_owned(),
        hash: TokenHash::of(secret),
        preset,
    }
}

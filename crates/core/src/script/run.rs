//! What is to be run.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    Timestamp,
    flow::{FlowType, TriggerType},
};

/// The actions of a trigger that fired, and what is known then.
#[derive(Clone, Debug)]
pub struct TriggerRun {
    /// The flow.
    pub flow: FlowType,
    /// The trigger, one of the flow's.
    pub trigger: TriggerType,
    /// The actions, in the order in which they run.
    pub actions: Vec<ScriptAction>,
    /// What is known of the login, as the text that the runner expects.
    pub context: String,
    /// Which engine to be like.
    pub profile: Profile,
    /// Most bytes of memory for a script, if less than the runner allows.
    pub memory_limit: Option<usize>,
    /// What scripts may reach by HTTP, beside what the runner denies.
    pub http: HttpPolicy,
    /// When the caller stops waiting: no action begins after that, and loading and calling one take no
    /// more time than was left when it began, each.
    pub until: Option<Instant>,
    /// What the world around does, when actions are only tried.
    pub test: Option<TestOptions>,
}

/// An action as it is to be run.
#[derive(Clone, Debug)]
pub struct ScriptAction {
    /// Its id; empty for one that is only tried.
    pub id: String,
    /// Its name, also the name of its function.
    pub name: String,
    /// Its source text.
    pub script: Arc<str>,
    /// How long it may run; more than 20 s, and nothing at all, are 20 s.
    pub timeout: Duration,
    /// Whether the trigger goes on when it fails.
    pub allowed_to_fail: bool,
    /// Whether it runs.
    pub is_active: bool,
    /// Number of its last change.
    pub sequence: u64,
}

/// Which engine to be like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The one that scripts were written for, quirks included.
    #[default]
    Goja,
    /// What that one refused or lacked is allowed where it does no harm.
    Lenient,
}

/// What scripts may reach by HTTP, beside what the runner denies.
#[derive(Clone, Debug, Default)]
pub struct HttpPolicy {
    /// Further addresses, networks and names that are denied.
    pub deny_list: Vec<String>,
    /// Most bytes of an answer, if less than the runner allows.
    pub max_body_bytes: Option<u64>,
    /// Whether there is no network at all.
    pub no_network: bool,
}

/// What the world around tried actions does.
#[derive(Clone, Debug, Default)]
pub struct TestOptions {
    /// Answers to HTTP calls: the first that fits, as often as it is asked for.
    pub http_mocks: Vec<HttpMock>,
    /// Whether calls without a mock go out.
    pub allow_network: bool,
    /// The time that scripts see.
    pub now: Option<Timestamp>,
    /// What random numbers begin with.
    pub random_seed: Option<u64>,
    /// Whether reading users and metadata fails.
    pub fail_lookups: bool,
    /// Whether writing metadata fails.
    pub fail_metadata_writes: bool,
}

/// An answer to HTTP calls.
#[derive(Clone, Debug, Default)]
pub struct HttpMock {
    /// Method; empty for every one.
    pub method: String,
    /// URL, in which `*` stands for any text.
    pub url_pattern: String,
    /// Status of the answer.
    pub status: u16,
    /// Body of the answer.
    pub body: String,
    /// Headers of the answer.
    pub headers: Vec<(String, Vec<String>)>,
    /// Why the call fails, instead of an answer.
    pub error: Option<String>,
}

// === impl TriggerRun ===

impl TriggerRun {
    /// A run of which nothing else is known and asked: as on the old engine, within the runner's limits.
    pub fn new(flow: FlowType, trigger: TriggerType, actions: Vec<ScriptAction>) -> Self {
        Self {
            flow,
            trigger,
            actions,
            context: "{}".to_owned(),
            profile: Profile::Goja,
            memory_limit: None,
            http: HttpPolicy::default(),
            until: None,
            test: None,
        }
    }
}

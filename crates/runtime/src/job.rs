//! One action's run, as it is asked for.

use std::{sync::Arc, time::Duration};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{Profile, ScriptAction},
};
/// What a run needs to begin.
#[derive(Clone, Debug)]
pub struct Job {
    /// The flow.
    pub flow: FlowType,
    /// The trigger.
    pub trigger: TriggerType,
    /// The action.
    pub action: ScriptAction,
    /// Which engine to be like.
    pub profile: Profile,
    /// What is known of the login: a JSON object.
    pub context: Arc<str>,
    /// What earlier actions of the trigger left: a JSON object.
    pub state: String,
    /// Whether nothing can be read of the store, which is tried only.
    pub fail_lookups: bool,
    /// The time that the script sees, in milliseconds since 1970, if not the real one.
    pub now: Option<i64>,
    /// What random numbers begin with, if they are to be the same each time.
    pub seed: Option<u64>,
    /// Most bytes of memory, if less than the interpreter allows.
    pub memory: Option<usize>,
}

/// How long a script may take to load, if its action has that much time at all.
const LOAD_TIME_MAX: Duration = Duration::from_secs(5);
/// The most that an action may take.
const ACTION_TIME_MAX: Duration = Duration::from_secs(20);

/// How long an action may run.
pub(crate) fn action_time(action: &ScriptAction) -> Duration {
    match action.timeout {
        Duration::ZERO => ACTION_TIME_MAX,
        timeout => timeout.min(ACTION_TIME_MAX),
    }
}

// === impl Job ===

impl Job {
    /// How long the script may take to load.
    pub fn load_timeout(&self) -> Duration {
        LOAD_TIME_MAX.min(self.timeout())
    }

    /// How long the action's function may run.
    pub fn timeout(&self) -> Duration {
        action_time(&self.action)
    }
}

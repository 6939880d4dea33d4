//! One action's run, as it is asked for.

use std::time::Duration;

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{Profile, ScriptAction},
};
use serde_json::{Value, json, value::RawValue};

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
    /// What is known of the login, as JSON.
    pub context: Box<RawValue>,
    /// What earlier actions of the trigger left, as JSON.
    pub state: Value,
    /// The time that the script sees, in milliseconds since 1970, if not the real one.
    pub now: Option<i64>,
    /// What random numbers begin with.
    pub seed: u64,
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

    /// What the prelude is told; `mark` is the function that notes where something is thrown, `source`
    /// the text that is evaluated, by which errors are worded.
    pub(crate) fn to_json(&self, mark: &str, source: &str) -> String {
        let job = json!({
            "flow": self.flow.id(),
            "trigger": self.trigger.id(),
            "name": self.action.name,
            "profile": match self.profile {
                Profile::Goja => "goja",
                Profile::Lenient => "lenient",
            },
            "mark": mark,
            "source": source,
            "context": self.context,
            "state": self.state,
            "now": self.now,
            "secrets": true,
        });
        job.to_string()
    }
}

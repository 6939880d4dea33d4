//! The use cases of the runtime API, in domain types.
//!
//! Whoever calls needs an [`Access`], as for [`Management`](crate::Management). How a script is run is
//! not known here.

use std::{sync::Arc, time::Instant};

use crate::{
    Result,
    action::{Action, ActionState},
    caller::Access,
    flow::{FlowType, TriggerType},
    ports::{Repository, Scripts},
    script::{HttpPolicy, Profile, ScriptAction, TriggerResult, TriggerRun},
};

/// The use cases on one repository and one runner. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ActionRuntime {
    repository: Arc<dyn Repository>,
    scripts: Arc<dyn Scripts>,
}

/// A trigger that fires.
#[derive(Clone, Debug)]
pub struct Fired {
    /// The flow.
    pub flow: FlowType,
    /// The trigger, one of the flow's.
    pub trigger: TriggerType,
    /// What is known of the login, as the text that the runner expects.
    pub context: String,
    /// Which engine to be like.
    pub profile: Profile,
    /// Most bytes of memory for a script, if less than the runner allows.
    pub memory_limit: Option<usize>,
    /// What scripts may reach by HTTP, beside what the runner denies.
    pub http: HttpPolicy,
    /// When the caller stops waiting.
    pub until: Option<Instant>,
}

// === impl ActionRuntime ===

impl ActionRuntime {
    /// The use cases on `repository` and `scripts`.
    pub fn new(repository: Arc<dyn Repository>, scripts: Arc<dyn Scripts>) -> Self {
        Self {
            repository,
            scripts,
        }
    }

    /// Runs the actions of a trigger, in order; inactive ones are skipped and told as such.
    pub async fn execute_trigger(&self, access: &Access, fired: Fired) -> Result<TriggerResult> {
        let flow = self.repository.flow(&access.org, fired.flow).await?;
        let triggers = flow.map(|flow| flow.triggers).unwrap_or_default();
        let mut triggers = triggers.iter();
        let actions = triggers.find(|(trigger, _)| *trigger == fired.trigger);
        let actions = actions.map_or(&[][..], |(_, actions)| actions);
        let run = TriggerRun {
            flow: fired.flow,
            trigger: fired.trigger,
            actions: actions.iter().map(|it| script_action(it)).collect(),
            context: fired.context,
            profile: fired.profile,
            memory_limit: fired.memory_limit,
            http: fired.http,
            until: fired.until,
            test: None,
        };
        self.scripts.run(&access.org, run).await
    }

    /// Runs actions that are only tried; nothing is stored or noted.
    pub async fn test_actions(&self, access: &Access, run: TriggerRun) -> Result<TriggerResult> {
        self.scripts.run(&access.org, run).await
    }
}

fn script_action(action: &Action) -> ScriptAction {
    ScriptAction {
        id: action.id.to_string(),
        name: action.name.as_str().to_owned(),
        script: action.script.as_str().into(),
        timeout: action.timeout.effective(),
        allowed_to_fail: action.allowed_to_fail,
        is_active: action.state == ActionState::Active,
        sequence: action.details.sequence,
    }
}

//! The use cases of the runtime API, in domain types.
//!
//! Whoever calls needs an [`Access`], as for [`Management`](crate::Management). How a script is run, and
//! where the log of runs is kept, is not known here.

use std::{sync::Arc, time::Instant};

use crate::{
    Clock, Result,
    action::{Action, ActionState},
    caller::Access,
    execution::{Execution, ExecutionFilter, ExecutionPage, ExecutionSearch, Occasion},
    flow::{FlowType, TriggerType},
    ports::{ExecutionLog, ExecutionWatch, Repository, Scripts},
    script::{HttpPolicy, Profile, ScriptAction, TriggerResult, TriggerRun},
};

/// The use cases on one repository, one runner and one log. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ActionRuntime {
    repository: Arc<dyn Repository>,
    scripts: Arc<dyn Scripts>,
    executions: Arc<dyn ExecutionLog>,
    clock: Arc<dyn Clock>,
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
    /// Id of the trace that the call belongs to; may be empty.
    pub trace_id: String,
}

// === impl ActionRuntime ===

impl ActionRuntime {
    /// The use cases on `repository` and `scripts`; what ran is noted in `executions`.
    pub fn new(
        repository: Arc<dyn Repository>,
        scripts: Arc<dyn Scripts>,
        executions: Arc<dyn ExecutionLog>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            repository,
            scripts,
            executions,
            clock,
        }
    }

    /// Runs the actions of a trigger, in order; inactive ones are skipped and told as such. At a
    /// suspended trigger it is as if there were none. What began is finished and noted, whatever
    /// becomes of the future.
    pub async fn execute_trigger(&self, access: &Access, fired: Fired) -> Result<TriggerResult> {
        let occasion = Occasion {
            started: self.clock.now(),
            flow: fired.flow,
            trigger: fired.trigger,
            trace_id: fired.trace_id,
        };
        let (org, flow, trigger) = (&access.org, fired.flow, fired.trigger);
        let found = self.repository.trigger(org, flow, trigger).await?;
        let actions = match found.suspension {
            None => &found.actions[..],
            Some(_) => &[],
        };
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
        let (executions, noted_for) = (Arc::clone(&self.executions), access.org.clone());
        let note = move |result: &TriggerResult| {
            executions.note(&noted_for, &mut Execution::of(&occasion, result));
        };
        self.scripts.run(org, run, Box::new(note)).await
    }

    /// Runs actions that are only tried; nothing is stored or noted.
    pub async fn test_actions(&self, access: &Access, run: TriggerRun) -> Result<TriggerResult> {
        self.scripts.run(&access.org, run, Box::new(|_| ())).await
    }

    /// A page of the log of how actions ran.
    pub async fn executions(
        &self,
        access: &Access,
        search: &ExecutionSearch,
    ) -> Result<ExecutionPage> {
        self.executions.list(&access.org, search).await
    }

    /// What is added to that log from now on.
    pub fn watch_executions(
        &self,
        access: &Access,
        filter: ExecutionFilter,
    ) -> Result<Box<dyn ExecutionWatch>> {
        self.executions.watch(&access.org, filter)
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

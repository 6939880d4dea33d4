//! A job on the wire: what a run reads of it.

use std::{borrow::Cow, time::Duration};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{Profile, ScriptAction},
};
use portcullis_runtime::Job;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

/// See the module. Who the action is and what happens when it fails is the parent's business.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Form<'a> {
    flow: u8,
    trigger: u8,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    script: Cow<'a, str>,
    timeout: Duration,
    is_lenient: bool,
    #[serde(borrow)]
    context: &'a RawValue,
    state: Cow<'a, Value>,
    now: Option<i64>,
    seed: Option<u64>,
    memory: Option<usize>,
}

// === impl Form ===

impl<'a> Form<'a> {
    pub(super) fn of(job: &'a Job) -> Self {
        Self {
            flow: job.flow.id(),
            trigger: job.trigger.id(),
            name: Cow::Borrowed(&job.action.name),
            script: Cow::Borrowed(&job.action.script),
            timeout: job.timeout(),
            is_lenient: job.profile == Profile::Lenient,
            context: &job.context,
            state: Cow::Borrowed(&job.state),
            now: job.now,
            seed: job.seed,
            memory: job.memory,
        }
    }

    pub(super) fn into_job(self) -> Result<Job, String> {
        let (flow, trigger) = (self.flow, self.trigger);
        Ok(Job {
            flow: FlowType::from_id(flow).ok_or_else(|| format!("flow {flow}"))?,
            trigger: TriggerType::from_id(trigger).ok_or_else(|| format!("trigger {trigger}"))?,
            action: ScriptAction {
                id: String::new(),
                name: self.name.into_owned(),
                script: self.script.into(),
                timeout: self.timeout,
                allowed_to_fail: false,
                is_active: true,
                sequence: 0,
            },
            profile: if self.is_lenient {
                Profile::Lenient
            } else {
                Profile::Goja
            },
            context: self.context.to_owned(),
            state: self.state.into_owned(),
            now: self.now,
            seed: self.seed,
            memory: self.memory,
        })
    }
}

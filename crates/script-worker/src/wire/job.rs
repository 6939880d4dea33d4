//! A job on the wire: what a run reads of it.
//!
//! First a line of JSON, then the long texts as they are, so that nobody has to escape and read them.

use std::{borrow::Cow, time::Duration};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{Profile, ScriptAction},
};
use portcullis_runtime::Job;
use serde::{Deserialize, Serialize};

use super::nanoseconds;

/// The line. Who the action is and what happens when it fails is the parent's business.
#[derive(Debug, Serialize, Deserialize)]
struct Head<'a> {
    flow: u8,
    trigger: u8,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(with = "nanoseconds")]
    timeout: Duration,
    is_lenient: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memory: Option<usize>,
    fail_lookups: bool,
    /// Bytes of the script, which comes first, and of the context, which is next. The state is the rest.
    lengths: (usize, usize),
}

/// Writes a job behind what `frame` has already.
pub(super) fn write(job: &Job, frame: &mut Vec<u8>) {
    let head = Head {
        flow: job.flow.id(),
        trigger: job.trigger.id(),
        name: Cow::Borrowed(&job.action.name),
        timeout: job.timeout(),
        is_lenient: job.profile == Profile::Lenient,
        now: job.now,
        seed: job.seed,
        memory: job.memory,
        fail_lookups: job.fail_lookups,
        lengths: (job.action.script.len(), job.context.len()),
    };
    // Numbers and a text have a JSON form; if they had none, the other side would miss the line.
    let _ = serde_json::to_writer(&mut *frame, &head);
    frame.push(b'\n');
    for text in [&*job.action.script, &*job.context, &*job.state] {
        frame.extend_from_slice(text.as_bytes());
    }
}

/// # Errors
///
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<Job, String> {
    let (head, texts) = text.split_once('\n').ok_or("there is no line")?;
    let head: Head<'_> = serde_json::from_str(head).map_err(|error| error.to_string())?;
    let (script, rest) = split(texts, head.lengths.0)?;
    let (context, state) = split(rest, head.lengths.1)?;
    let (flow, trigger) = (head.flow, head.trigger);
    Ok(Job {
        flow: FlowType::from_id(flow).ok_or_else(|| format!("flow {flow}"))?,
        trigger: TriggerType::from_id(trigger).ok_or_else(|| format!("trigger {trigger}"))?,
        action: ScriptAction {
            id: String::new(),
            name: head.name.into_owned(),
            script: script.into(),
            timeout: head.timeout,
            allowed_to_fail: false,
            is_active: true,
            sequence: 0,
        },
        profile: if head.is_lenient {
            Profile::Lenient
        } else {
            Profile::Goja
        },
        context: context.into(),
        state: state.to_owned(),
        fail_lookups: head.fail_lookups,
        now: head.now,
        seed: head.seed,
        memory: head.memory,
    })
}

fn split(text: &str, at: usize) -> Result<(&str, &str), String> {
    let parts = text.split_at_checked(at);
    parts.ok_or_else(|| format!("{at} bytes are missing"))
}

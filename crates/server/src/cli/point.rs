//! Flow and trigger as flags.

use portcullis_core::flow::{FlowType, TriggerType};

use super::Error;
use crate::convert::run::no_trigger;

/// The flow of `--flow`.
pub(super) fn flow(text: &str) -> Result<FlowType, &'static str> {
    FlowType::parse(text).ok_or("there are the flows 1 to 4")
}

/// The trigger of `--trigger`.
pub(super) fn trigger(text: &str) -> Result<TriggerType, &'static str> {
    TriggerType::parse(text).ok_or("there are the triggers 1 to 6")
}

/// Whether they belong together.
pub(super) fn check(flow: FlowType, trigger: TriggerType) -> Result<(), Error> {
    if flow.triggers().contains(&trigger) {
        return Ok(());
    }
    let why = no_trigger(flow, trigger.id().into());
    Err(Error::Usage(format!("--trigger: {why}")))
}

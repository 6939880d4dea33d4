//! Decisions about flows.

use std::collections::HashSet;

use crate::{
    Aggregate, Error, Result,
    command::Precondition,
    event::EventData,
    flow::{FlowRecord, FlowType, TriggerType},
    id::{ActionId, OrgId},
};

use super::{Decision, View};

pub(super) fn set_trigger_actions(
    view: &impl View,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
    actions: &[ActionId],
    precondition: Precondition,
) -> Result<Decision> {
    if !flow.triggers().contains(&trigger) {
        return Err(Error::TriggerTypeInvalid);
    }
    let record = view.flow(org, flow)?;
    precondition.check(sequence(record.as_ref()))?;
    let recorded = record
        .as_ref()
        .and_then(|record| record.triggers.get(&trigger));
    // A trigger that was never set counts as set to nothing. Compared before the ids are looked
    // at: sending a recorded list again says "no changes" even when one of its actions is gone.
    if recorded.map_or(&[][..], |list| &list.recorded) == actions {
        return Err(Error::TriggerUnchanged);
    }
    let mut seen = HashSet::new();
    for id in actions {
        let exists = view
            .action(id)?
            .is_some_and(|action| action.details.owner == *org);
        if !exists || !seen.insert(id) {
            return Err(Error::ActionIdsNotFound);
        }
    }
    let set = EventData::TriggerActionsSet {
        flow,
        trigger,
        actions: actions.to_vec(),
    };
    Ok(about(org, record.as_ref()).event(set))
}

pub(super) fn clear(
    view: &impl View,
    org: &OrgId,
    flow: FlowType,
    precondition: Precondition,
) -> Result<Decision> {
    let record = view.flow(org, flow)?;
    precondition.check(sequence(record.as_ref()))?;
    let record = record.ok_or(Error::FlowEmpty)?;
    Ok(about(org, Some(&record)).event(EventData::FlowCleared { flow }))
}

fn about(org: &OrgId, record: Option<&FlowRecord>) -> Decision {
    let decision = Decision::about(org, Aggregate::org(org), org);
    match record {
        Some(record) => decision.created_at(record.details.created_at),
        None => decision,
    }
}

fn sequence(record: Option<&FlowRecord>) -> u64 {
    record.map_or(0, |record| record.details.sequence)
}

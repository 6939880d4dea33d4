//! Decisions about suspended triggers.

use crate::{
    Aggregate, Error, Result,
    event::EventData,
    flow::{FlowType, TriggerType},
    id::OrgId,
    suspension::SuspensionReason,
};

use super::{Decision, View};

pub(super) fn suspend(
    view: &impl View,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
    reason: &SuspensionReason,
) -> Result<Decision> {
    if is_suspended(view, org, (flow, trigger))? {
        return Err(Error::TriggerSuspended);
    }
    let suspended = EventData::TriggerSuspended {
        flow,
        trigger,
        reason: reason.as_str().to_owned(),
    };
    Ok(about(org).event(suspended))
}

pub(super) fn resume(
    view: &impl View,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
) -> Result<Decision> {
    if !is_suspended(view, org, (flow, trigger))? {
        return Err(Error::TriggerNotSuspended);
    }
    Ok(about(org).event(EventData::TriggerResumed { flow, trigger }))
}

fn is_suspended(
    view: &impl View,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
) -> Result<bool> {
    // The command line names any organisation.
    view.org(org)?.ok_or(Error::OrgNotFound)?;
    if !flow.triggers().contains(&trigger) {
        return Err(Error::TriggerTypeInvalid);
    }
    Ok(view.suspension(org, flow, trigger)?.is_some())
}

fn about(org: &OrgId) -> Decision {
    Decision::about(org, Aggregate::org(org), org)
}

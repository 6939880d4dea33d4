//! Suspended triggers: authorise, read the message, call the use case, write the answer.

use portcullis_core::{
    Management, Result,
    role::Permission,
    suspension::{self, SuspensionReason},
    validation::Violation,
};
use portcullis_proto::portcullis::runtime::v1::{
    ListSuspensionsRequest, ListSuspensionsResponse, ResumeTriggerRequest, ResumeTriggerResponse,
    SuspendTriggerRequest, SuspendTriggerResponse, Suspension,
};

use crate::{
    call::Call,
    convert::{object::timestamp, run::point},
};

pub(super) async fn suspend(
    management: &Management,
    call: &Call,
    request: SuspendTriggerRequest,
) -> Result<SuspendTriggerResponse> {
    let access = call.authorize(management, Permission::FlowWrite).await?;
    let place = point(request.flow_type, request.trigger_type)?;
    let reason = SuspensionReason::parse(request.reason)
        .map_err(|reason| Violation::new("SuspendTriggerRequest", "Reason", reason))?;
    management.suspend_trigger(&access, place, reason).await?;
    Ok(SuspendTriggerResponse {})
}

pub(super) async fn resume(
    management: &Management,
    call: &Call,
    request: ResumeTriggerRequest,
) -> Result<ResumeTriggerResponse> {
    let access = call.authorize(management, Permission::FlowWrite).await?;
    let place = point(request.flow_type, request.trigger_type)?;
    management.resume_trigger(&access, place).await?;
    Ok(ResumeTriggerResponse {})
}

pub(super) async fn list(
    management: &Management,
    call: &Call,
    _: ListSuspensionsRequest,
) -> Result<ListSuspensionsResponse> {
    let access = call.authorize(management, Permission::FlowRead).await?;
    let found = management.suspensions(&access).await?;
    let suspension = |it: suspension::Suspension| Suspension {
        flow_type: it.flow.id().into(),
        trigger_type: it.trigger.id().into(),
        reason: it.reason.as_str().to_owned(),
        suspension_date: Some(timestamp(it.suspended_at)),
        suspended_by: it.suspended_by,
    };
    Ok(ListSuspensionsResponse {
        suspensions: found.into_iter().map(suspension).collect(),
    })
}

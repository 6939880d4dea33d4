//! Suspended triggers: authorise, read the message, call the use case, write the answer.

use portcullis_core::{
    Management, Result, role::Permission, suspension::SuspensionReason, validation::Violation,
};
use portcullis_proto::portcullis::runtime::v1::{
    ResumeTriggerRequest, ResumeTriggerResponse, SuspendTriggerRequest, SuspendTriggerResponse,
};

use crate::{call::Call, convert::run::point};

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

//! Suspended triggers: authorise, read the message, call the use case, write the answer.

use portcullis_core::{
    Error, Management, Result,
    error::FlowOperation,
    flow::{FlowType, TriggerType},
    role::Permission,
    suspension::SuspensionReason,
    validation::Violation,
};
use portcullis_proto::portcullis::runtime::v1::{
    ResumeTriggerRequest, ResumeTriggerResponse, SuspendTriggerRequest, SuspendTriggerResponse,
};

use crate::call::Call;

pub(super) async fn suspend(
    management: &Management,
    call: &Call,
    request: SuspendTriggerRequest,
) -> Result<SuspendTriggerResponse> {
    let access = call.authorize(management, Permission::FlowWrite).await?;
    let place = place(request.flow_type, request.trigger_type)?;
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
    let place = place(request.flow_type, request.trigger_type)?;
    management.resume_trigger(&access, place).await?;
    Ok(ResumeTriggerResponse {})
}

/// What the numbers stand for; whether they belong together is for the use case to say.
fn place(flow: i32, trigger: i32) -> Result<(FlowType, TriggerType)> {
    let flow = u8::try_from(flow).ok().and_then(FlowType::from_id);
    let flow = flow.ok_or(Error::FlowTypeMissing(FlowOperation::SetTriggerActions))?;
    let trigger = u8::try_from(trigger).ok().and_then(TriggerType::from_id);
    Ok((flow, trigger.ok_or(Error::TriggerTypeInvalid)?))
}

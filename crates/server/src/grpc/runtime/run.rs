//! Running actions: those that are stored, and some to be tried.

use portcullis_core::{Result, role::Permission};
use portcullis_proto::portcullis::runtime::v1::{
    ExecuteTriggerRequest, ExecuteTriggerResponse, TestActionRequest,
};

use super::RuntimeApi;
use crate::{
    call::Call,
    convert::run::{fired, response, tested},
};

pub(super) async fn execute(
    api: &RuntimeApi,
    call: &Call,
    request: ExecuteTriggerRequest,
) -> Result<ExecuteTriggerResponse> {
    let access = call.authorize(&api.management, Permission::ActionExecute);
    let access = access.await?;
    let fired = fired(&request, call.until(), call.trace_id())?;
    let result = api.runtime.execute_trigger(&access, fired).await?;
    Ok(response(result, request.context))
}

pub(super) async fn test(
    api: &RuntimeApi,
    call: &Call,
    request: TestActionRequest,
) -> Result<ExecuteTriggerResponse> {
    let access = call.authorize(&api.management, Permission::ActionWrite);
    let access = access.await?;
    let run = tested(&request, call.until())?;
    let result = api.runtime.test_actions(&access, run).await?;
    Ok(response(result, request.context))
}

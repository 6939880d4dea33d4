//! Flows: authorise, read the message, call the use case, write the answer.

use portcullis_core::{Management, Result, flow::FlowType, role::Permission};
use portcullis_proto::zitadel::management::v1::{
    ClearFlowRequest, ClearFlowResponse, GetFlowRequest, GetFlowResponse,
    ListFlowTriggerTypesRequest, ListFlowTriggerTypesResponse, ListFlowTypesRequest,
    ListFlowTypesResponse, SetTriggerActionsRequest, SetTriggerActionsResponse,
};

use crate::{
    call::Call,
    convert::{
        flow::{action_ids, flow, flow_type, trigger_type},
        object::details,
    },
};

pub(super) async fn list_types(
    management: &Management,
    call: &Call,
    _: ListFlowTypesRequest,
) -> Result<ListFlowTypesResponse> {
    call.authorize(management, Permission::FlowRead).await?;
    let language = call.language();
    let result = FlowType::ALL.map(|known| flow_type(Some(known), language));
    Ok(ListFlowTypesResponse {
        result: result.into(),
    })
}

pub(super) async fn list_trigger_types(
    management: &Management,
    call: &Call,
    request: ListFlowTriggerTypesRequest,
) -> Result<ListFlowTriggerTypesResponse> {
    call.authorize(management, Permission::FlowRead).await?;
    let language = call.language();
    let triggers = Management::trigger_types(&request.r#type)?;
    let result = triggers
        .iter()
        .map(|trigger| trigger_type(*trigger, language))
        .collect();
    Ok(ListFlowTriggerTypesResponse { result })
}

/// Never fails for a flow that is not known or not set: both are answered as empty.
pub(super) async fn get(
    management: &Management,
    call: &Call,
    request: GetFlowRequest,
) -> Result<GetFlowResponse> {
    let access = call.authorize(management, Permission::FlowRead).await?;
    let asked = FlowType::parse(&request.r#type);
    let found = match asked {
        Some(asked) => management.flow(&access, asked).await?,
        None => None,
    };
    Ok(GetFlowResponse {
        flow: Some(flow(asked, found.as_ref(), call.language())),
    })
}

pub(super) async fn clear(
    management: &Management,
    call: &Call,
    request: ClearFlowRequest,
) -> Result<ClearFlowResponse> {
    let access = call.authorize(management, Permission::FlowDelete).await?;
    let done = management
        .clear_flow(&access, &request.r#type, call.precondition()?)
        .await?;
    Ok(ClearFlowResponse {
        details: Some(details(&done.details)),
    })
}

pub(super) async fn set_trigger_actions(
    management: &Management,
    call: &Call,
    request: SetTriggerActionsRequest,
) -> Result<SetTriggerActionsResponse> {
    let access = call.authorize(management, Permission::FlowWrite).await?;
    let place = (request.flow_type.as_str(), request.trigger_type.as_str());
    let actions = action_ids(request.action_ids)?;
    let precondition = call.precondition()?;
    let done = management
        .set_trigger_actions(&access, place, actions, precondition)
        .await?;
    Ok(SetTriggerActionsResponse {
        details: Some(details(&done.details)),
    })
}

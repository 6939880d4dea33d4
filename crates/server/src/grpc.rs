//! The generated service trait on top of the use cases. REST and gRPC-Web arrive here too.

mod action;
mod flow;
mod org;
mod runtime;

use portcullis_core::Management;
use portcullis_proto::zitadel::management::v1::{
    AddOrgRequest, AddOrgResponse, ClearFlowRequest, ClearFlowResponse, CreateActionRequest,
    CreateActionResponse, DeactivateActionRequest, DeactivateActionResponse, DeleteActionRequest,
    DeleteActionResponse, GetActionRequest, GetActionResponse, GetFlowRequest, GetFlowResponse,
    GetMyOrgRequest, GetMyOrgResponse, HealthzRequest, HealthzResponse, ListActionsRequest,
    ListActionsResponse, ListFlowTriggerTypesRequest, ListFlowTriggerTypesResponse,
    ListFlowTypesRequest, ListFlowTypesResponse, ReactivateActionRequest, ReactivateActionResponse,
    SetTriggerActionsRequest, SetTriggerActionsResponse, UpdateActionRequest, UpdateActionResponse,
    management_service_server::ManagementService,
};
use tonic::{Request, Response, Status, async_trait};

use crate::call::Call;

pub(crate) use runtime::RuntimeApi;

/// `zitadel.management.v1.ManagementService`.
#[derive(Clone, Debug)]
pub(crate) struct ManagementApi {
    management: Management,
}

// === impl ManagementApi ===

impl ManagementApi {
    pub(crate) fn new(management: Management) -> Self {
        Self { management }
    }
}

#[async_trait]
impl ManagementService for ManagementApi {
    async fn healthz(
        &self,
        _: Request<HealthzRequest>,
    ) -> Result<Response<HealthzResponse>, Status> {
        Ok(Response::new(HealthzResponse {}))
    }

    async fn get_my_org(
        &self,
        request: Request<GetMyOrgRequest>,
    ) -> Result<Response<GetMyOrgResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(org::mine(&self.management, &call, message).await)
    }

    async fn add_org(
        &self,
        request: Request<AddOrgRequest>,
    ) -> Result<Response<AddOrgResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(org::add(&self.management, &call, message).await)
    }

    async fn list_actions(
        &self,
        request: Request<ListActionsRequest>,
    ) -> Result<Response<ListActionsResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(action::list(&self.management, &call, message).await)
    }

    async fn get_action(
        &self,
        request: Request<GetActionRequest>,
    ) -> Result<Response<GetActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(action::get(&self.management, &call, message).await)
    }

    async fn create_action(
        &self,
        request: Request<CreateActionRequest>,
    ) -> Result<Response<CreateActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.respond(action::create(&self.management, &call, message).await)
    }

    async fn update_action(
        &self,
        request: Request<UpdateActionRequest>,
    ) -> Result<Response<UpdateActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.respond(action::update(&self.management, &call, message).await)
    }

    async fn deactivate_action(
        &self,
        request: Request<DeactivateActionRequest>,
    ) -> Result<Response<DeactivateActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(action::deactivate(&self.management, &call, message).await)
    }

    async fn reactivate_action(
        &self,
        request: Request<ReactivateActionRequest>,
    ) -> Result<Response<ReactivateActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(action::reactivate(&self.management, &call, message).await)
    }

    async fn delete_action(
        &self,
        request: Request<DeleteActionRequest>,
    ) -> Result<Response<DeleteActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(action::delete(&self.management, &call, message).await)
    }

    async fn list_flow_types(
        &self,
        request: Request<ListFlowTypesRequest>,
    ) -> Result<Response<ListFlowTypesResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(flow::list_types(&self.management, &call, message).await)
    }

    async fn list_flow_trigger_types(
        &self,
        request: Request<ListFlowTriggerTypesRequest>,
    ) -> Result<Response<ListFlowTriggerTypesResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(flow::list_trigger_types(&self.management, &call, message).await)
    }

    async fn get_flow(
        &self,
        request: Request<GetFlowRequest>,
    ) -> Result<Response<GetFlowResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(flow::get(&self.management, &call, message).await)
    }

    async fn clear_flow(
        &self,
        request: Request<ClearFlowRequest>,
    ) -> Result<Response<ClearFlowResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(flow::clear(&self.management, &call, message).await)
    }

    async fn set_trigger_actions(
        &self,
        request: Request<SetTriggerActionsRequest>,
    ) -> Result<Response<SetTriggerActionsResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(flow::set_trigger_actions(&self.management, &call, message).await)
    }
}

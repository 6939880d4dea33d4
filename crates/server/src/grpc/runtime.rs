//! `portcullis.runtime.v1.RuntimeService` on top of the use cases.

mod lint;
mod run;

use portcullis_core::{ActionRuntime, Management};
use portcullis_proto::portcullis::runtime::v1::{
    DeleteSecretRequest, DeleteSecretResponse, ExecuteTriggerRequest, ExecuteTriggerResponse,
    LintActionRequest, LintActionResponse, ListExecutionsRequest, ListExecutionsResponse,
    ListSecretsRequest, ListSecretsResponse, ResumeTriggerRequest, ResumeTriggerResponse,
    SetSecretRequest, SetSecretResponse, SuspendTriggerRequest, SuspendTriggerResponse,
    TestActionRequest, WatchExecutionsRequest, WatchExecutionsResponse,
    runtime_service_server::RuntimeService,
};
use tonic::{Request, Response, Status, async_trait, codegen::BoxStream};

use crate::call::Call;

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct RuntimeApi {
    management: Management,
    runtime: ActionRuntime,
}

// === impl RuntimeApi ===

impl RuntimeApi {
    pub(crate) fn new(management: Management, runtime: ActionRuntime) -> Self {
        Self {
            management,
            runtime,
        }
    }
}

#[async_trait]
impl RuntimeService for RuntimeApi {
    type WatchExecutionsStream = BoxStream<WatchExecutionsResponse>;

    async fn execute_trigger(
        &self,
        request: Request<ExecuteTriggerRequest>,
    ) -> Result<Response<ExecuteTriggerResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(run::execute(self, &call, message).await)
    }

    async fn test_action(
        &self,
        request: Request<TestActionRequest>,
    ) -> Result<Response<ExecuteTriggerResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(run::test(self, &call, message).await)
    }

    async fn lint_action(
        &self,
        request: Request<LintActionRequest>,
    ) -> Result<Response<LintActionResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(lint::lint(self, &call, message).await)
    }

    async fn list_executions(
        &self,
        _: Request<ListExecutionsRequest>,
    ) -> Result<Response<ListExecutionsResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn watch_executions(
        &self,
        _: Request<WatchExecutionsRequest>,
    ) -> Result<Response<Self::WatchExecutionsStream>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn suspend_trigger(
        &self,
        _: Request<SuspendTriggerRequest>,
    ) -> Result<Response<SuspendTriggerResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn resume_trigger(
        &self,
        _: Request<ResumeTriggerRequest>,
    ) -> Result<Response<ResumeTriggerResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn set_secret(
        &self,
        _: Request<SetSecretRequest>,
    ) -> Result<Response<SetSecretResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn list_secrets(
        &self,
        _: Request<ListSecretsRequest>,
    ) -> Result<Response<ListSecretsResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }

    async fn delete_secret(
        &self,
        _: Request<DeleteSecretRequest>,
    ) -> Result<Response<DeleteSecretResponse>, Status> {
        Err(Status::unimplemented("not yet"))
    }
}

//! `portcullis.runtime.v1.RuntimeService` on top of the use cases.

mod execution;
mod lint;
mod run;
mod secret;
mod suspension;

use portcullis_core::{ActionRuntime, Management};
use portcullis_proto::portcullis::runtime::v1::{
    DeleteSecretRequest, DeleteSecretResponse, ExecuteTriggerRequest, ExecuteTriggerResponse,
    LintActionRequest, LintActionResponse, ListExecutionsRequest, ListExecutionsResponse,
    ListSecretsRequest, ListSecretsResponse, ListSuspensionsRequest, ListSuspensionsResponse,
    ResumeTriggerRequest, ResumeTriggerResponse, SetSecretRequest, SetSecretResponse,
    SuspendTriggerRequest, SuspendTriggerResponse, TestActionRequest, WatchExecutionsRequest,
    WatchExecutionsResponse, runtime_service_server::RuntimeService,
};
use tonic::{Request, Response, Status, async_trait, codegen::BoxStream};

use crate::{call::Call, secrets::Vault};

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct RuntimeApi {
    management: Management,
    runtime: ActionRuntime,
    vault: Vault,
}

// === impl RuntimeApi ===

impl RuntimeApi {
    pub(crate) fn new(management: Management, runtime: ActionRuntime, vault: Vault) -> Self {
        Self {
            management,
            runtime,
            vault,
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
        request: Request<ListExecutionsRequest>,
    ) -> Result<Response<ListExecutionsResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(execution::list(self, &call, message).await)
    }

    async fn watch_executions(
        &self,
        request: Request<WatchExecutionsRequest>,
    ) -> Result<Response<Self::WatchExecutionsStream>, Status> {
        let (call, message) = Call::open(request);
        let watching = execution::watch(self, call, message).await;
        watching.map(Response::new)
    }

    async fn suspend_trigger(
        &self,
        request: Request<SuspendTriggerRequest>,
    ) -> Result<Response<SuspendTriggerResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(suspension::suspend(&self.management, &call, message).await)
    }

    async fn resume_trigger(
        &self,
        request: Request<ResumeTriggerRequest>,
    ) -> Result<Response<ResumeTriggerResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(suspension::resume(&self.management, &call, message).await)
    }

    async fn list_suspensions(
        &self,
        request: Request<ListSuspensionsRequest>,
    ) -> Result<Response<ListSuspensionsResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(suspension::list(&self.management, &call, message).await)
    }

    async fn set_secret(
        &self,
        request: Request<SetSecretRequest>,
    ) -> Result<Response<SetSecretResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(secret::set(self, &call, message).await)
    }

    async fn list_secrets(
        &self,
        request: Request<ListSecretsRequest>,
    ) -> Result<Response<ListSecretsResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(secret::list(self, &call, message).await)
    }

    async fn delete_secret(
        &self,
        request: Request<DeleteSecretRequest>,
    ) -> Result<Response<DeleteSecretResponse>, Status> {
        let (call, message) = Call::open(request);
        call.answer(secret::delete(self, &call, message).await)
    }
}

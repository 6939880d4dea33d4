//! The suite's service, an implementation of the trait that tonic generates.

use tonic::{Request, Response, Status, Streaming, async_trait};

use crate::{
    answer,
    pb::{
        BidiStreamRequest, BidiStreamResponse, ClientStreamRequest, ClientStreamResponse,
        IdempotentUnaryRequest, IdempotentUnaryResponse, ServerStreamRequest, ServerStreamResponse,
        UnaryRequest, UnaryResponse, UnimplementedRequest, UnimplementedResponse,
        conformance_service_server::ConformanceService,
    },
    request_info,
    stream::{self, Messages},
};

/// Answers every request as the request itself says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conformance;

#[async_trait]
impl ConformanceService for Conformance {
    type ServerStreamStream = Messages<ServerStreamResponse>;
    type BidiStreamStream = Messages<BidiStreamResponse>;

    async fn unary(
        &self,
        request: Request<UnaryRequest>,
    ) -> Result<Response<UnaryResponse>, Status> {
        let info = request_info::of_request(&request);
        let answer = answer::one(request.into_inner().response_definition, info).await?;
        Ok(answer.map(|payload| UnaryResponse {
            payload: Some(payload),
        }))
    }

    async fn idempotent_unary(
        &self,
        request: Request<IdempotentUnaryRequest>,
    ) -> Result<Response<IdempotentUnaryResponse>, Status> {
        let info = request_info::of_request(&request);
        let answer = answer::one(request.into_inner().response_definition, info).await?;
        Ok(answer.map(|payload| IdempotentUnaryResponse {
            payload: Some(payload),
        }))
    }

    async fn client_stream(
        &self,
        request: Request<Streaming<ClientStreamRequest>>,
    ) -> Result<Response<ClientStreamResponse>, Status> {
        let mut info = request_info::of(request.metadata(), request.extensions());
        let mut requests = request.into_inner();
        let mut definition = None;
        while let Some(request) = requests.message().await? {
            info.requests.push(request_info::seen(&request));
            if info.requests.len() == 1 {
                definition = request.response_definition;
            }
        }
        let answer = answer::one(definition, info).await?;
        Ok(answer.map(|payload| ClientStreamResponse {
            payload: Some(payload),
        }))
    }

    async fn server_stream(
        &self,
        request: Request<ServerStreamRequest>,
    ) -> Result<Response<Self::ServerStreamStream>, Status> {
        let info = request_info::of_request(&request);
        let definition = request.into_inner().response_definition;
        stream::after(definition, info, |payload| ServerStreamResponse {
            payload: Some(payload),
        })
    }

    async fn bidi_stream(
        &self,
        request: Request<Streaming<BidiStreamRequest>>,
    ) -> Result<Response<Self::BidiStreamStream>, Status> {
        let mut info = request_info::of(request.metadata(), request.extensions());
        let mut requests = request.into_inner();
        let mut definition = None;
        while let Some(request) = requests.message().await? {
            if request.full_duplex && info.requests.is_empty() {
                return stream::beside(request, info, requests);
            }
            info.requests.push(request_info::seen(&request));
            if info.requests.len() == 1 {
                definition = request.response_definition;
            }
        }
        stream::after(definition, info, |payload| BidiStreamResponse {
            payload: Some(payload),
        })
    }

    async fn unimplemented(
        &self,
        _request: Request<UnimplementedRequest>,
    ) -> Result<Response<UnimplementedResponse>, Status> {
        Err(Status::unimplemented("this method answers nobody"))
    }
}

//! The tower service that sends each request to its branch.

use std::{
    convert::Infallible,
    future::ready,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tonic::Status;
use tower::util::{Oneshot, ServiceExt as _};
use tower_service::Service;

use super::{Head, ResponseFuture, RpcPaths, Target, classify, refusal, response_future::Branch};
use crate::{
    body::{Body, BoxError},
    protocol::Protocol,
    rest,
};

/// Joins four kinds of services on one port: REST, gRPC, gRPC-Web and all the rest.
///
/// The branches are cloned for each request and made ready only then, since which one is needed is
/// not known before.
#[derive(Clone, Debug)]
pub struct Steer<Grpc, Web, Fallback> {
    rpc_paths: Arc<RpcPaths>,
    rest: rest::Router,
    grpc: Grpc,
    web: Web,
    fallback: Fallback,
}

// === impl Steer ===

impl<Grpc, Web, Fallback> Steer<Grpc, Web, Fallback> {
    /// Sends the methods in `rpc_paths` to `grpc` or `web`, the paths of `rest` to it, and what is
    /// neither to `fallback`.
    pub fn new(
        rpc_paths: RpcPaths,
        rest: rest::Router,
        grpc: Grpc,
        web: Web,
        fallback: Fallback,
    ) -> Self {
        Self {
            rpc_paths: Arc::new(rpc_paths),
            rest,
            grpc,
            web,
            fallback,
        }
    }

    /// The answer to a request that goes to no branch.
    fn refuse<B>(
        &self,
        target: Target,
        protocol: Protocol,
        request: &Request<B>,
    ) -> Response<Body> {
        match target {
            Target::NotPost => refusal::not_post(),
            Target::GrpcWithoutHttp2 => refusal::needs_http2(),
            _ => {
                let unknown = self.rpc_paths.find(request.uri().path()).err();
                let message = unknown.map(|unknown| unknown.to_string());
                let status = Status::unimplemented(message.unwrap_or_default());
                refusal::rpc_error(protocol, status)
            }
        }
    }
}

impl<B, G, W, F, GB, WB, FB> Service<Request<B>> for Steer<G, W, F>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    G: Service<Request<B>, Response = Response<GB>, Error = Infallible> + Clone,
    W: Service<Request<B>, Response = Response<WB>, Error = Infallible> + Clone,
    F: Service<Request<B>, Response = Response<FB>, Error = Infallible> + Clone,
    GB: HttpBody<Data = Bytes> + Send + 'static,
    WB: HttpBody<Data = Bytes> + Send + 'static,
    FB: HttpBody<Data = Bytes> + Send + 'static,
    GB::Error: Into<BoxError>,
    WB::Error: Into<BoxError>,
    FB::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future =
        ResponseFuture<Oneshot<G, Request<B>>, Oneshot<W, Request<B>>, Oneshot<F, Request<B>>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let protocol = Protocol::detect(request.headers());
        let head = Head {
            method: request.method(),
            version: request.version(),
            protocol,
            path: request.uri().path(),
        };
        let target = classify(head, &self.rpc_paths, |path| self.rest.owns(path));
        let branch = match target {
            Target::Grpc => Branch::Grpc {
                future: self.grpc.clone().oneshot(request),
            },
            Target::GrpcWeb => Branch::GrpcWeb {
                future: self.web.clone().oneshot(request),
            },
            Target::Fallback => Branch::Fallback {
                future: self.fallback.clone().oneshot(request),
            },
            Target::Rest => Branch::Rest {
                future: self.rest.call(request),
            },
            Target::GrpcWithoutHttp2 | Target::NotPost | Target::Unknown => Branch::Refused {
                future: ready(self.refuse(target, protocol, &request)),
            },
        };
        branch.into()
    }
}

//! The services that are called, each as its library makes it.

use std::convert::Infallible;

use axum::{Router, body::Body, response::Response};
use portcullis_bench_gateway::{
    buffa_notes, buffa_pb,
    pb::{notes_gateway, notes_server::NotesServer},
    plain_notes,
    tonic_notes::Service,
};
use portcullis_gateway::Gateway;
use tonic::service::Routes;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, Service as TowerService, ServiceExt as _};

use super::Call;

/// The gateway, alone.
pub(crate) fn ours() -> anyhow::Result<Gateway> {
    let service = notes_gateway::service(Service);
    Ok(Gateway::builder().service(service).build()?)
}

/// What tonic's server puts requests into.
pub(crate) fn tonic() -> Routes {
    Routes::new(NotesServer::new(Service)).prepare()
}

/// The same behind the layer of tonic-web.
pub(crate) fn tonic_web()
-> impl TowerService<Call, Response = Response<tonic::body::Body>, Error = Infallible> + Clone {
    let routes = tonic().map_request(|request: http::Request<tonic::body::Body>| request);
    let routes = routes.map_response(|response| response.map(tonic::body::Body::new));
    let service = GrpcWebLayer::new().layer(routes);
    service.map_request(|request: Call| request.map(tonic::body::Body::new))
}

/// The router of axum.
pub(crate) fn axum()
-> impl TowerService<Call, Response = Response<Body>, Error = Infallible> + Clone {
    let router: Router = plain_notes::router();
    router.map_request(|request: Call| request.map(Body::new))
}

/// The `connectrpc` crate, in the way that it calls its fastest.
pub(crate) fn connectrpc()
-> connectrpc::ConnectRpcService<buffa_pb::bench::v1::NotesServer<buffa_notes::Service>> {
    let server = buffa_pb::bench::v1::NotesServer::new(buffa_notes::Service);
    connectrpc::ConnectRpcService::new(server)
}

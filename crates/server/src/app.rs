//! Composes the one port: gRPC, gRPC-Web, REST and what stands beside them.

use std::{convert::Infallible, future::Future, io, sync::Arc, time::Duration};

use http::{HeaderName, Method, Request, Response, header};
use tokio::net::TcpListener;
use tonic::{
    codec::CompressionEncoding,
    server::NamedService as _,
    service::{LayerExt as _, Routes},
};
use tonic_health::server::HealthReporter;
use tonic_web::GrpcWebLayer;
use tower::{Layer, Service, ServiceBuilder};
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    timeout::RequestBodyTimeoutLayer,
};

use portcullis_core::{Clock, Management, management, ports::Repository};
use portcullis_gateway::{
    cors::{Cors, CorsLayer},
    drain::DrainLayer,
    json, rest,
    server::{Incoming, Server},
    steer::{RpcPaths, Steer},
};
use portcullis_proto::{
    FILE_DESCRIPTOR_SET,
    zitadel::{
        management::v1::{
            management_service_rest, management_service_server::ManagementServiceServer,
        },
        v1::ErrorDetail,
    },
};

use crate::{
    deadline::{self, BODY_TIME_MAX},
    grpc::ManagementApi,
    observe::ObserveLayer,
    probe,
};

/// Where the paths of the `google.api.http` options hang.
const REST_BASE: &str = "/management/v1";
/// Bytes of a request message or body.
const REQUEST_MAX: usize = 4 * 1024 * 1024;
/// How long a caller of a streaming method may take to send the next part of a body.
const BODY_PAUSE_MAX: Duration = Duration::from_secs(30);
/// REST answers below this are not worth compressing, in bytes.
const COMPRESS_FROM: u64 = 1024;
/// How long a browser may remember the answer to a preflight.
const PREFLIGHT_AGE: Duration = Duration::from_secs(600);

/// What the application needs to know beside its repository.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Tells the time, by which tokens expire.
    pub clock: Arc<dyn Clock>,
    /// Settings of the use cases.
    pub management: management::Settings,
    /// Serves TLS instead of plain text.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// How long running calls may take once shutdown began.
    pub drain: Duration,
}

/// Serves until `shutdown`, then lets running calls finish.
///
/// # Errors
/// When the services cannot be put together, which is a mistake in this program.
pub async fn run(
    listener: TcpListener,
    repository: Arc<dyn Repository>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let management = Management::new(Arc::clone(&repository), settings.clock, settings.management);
    let api = Arc::new(ManagementApi::new(management));
    let (mut health, health_service) = tonic_health::server::health_reporter();
    health
        .set_serving::<ManagementServiceServer<ManagementApi>>()
        .await;

    let health_service = patient().named_layer(health_service);
    let grpc = grpc_routes(Arc::clone(&api))?.add_service(health_service);
    let service = port(api, grpc, repository)?;
    let shutdown = async {
        shutdown.await;
        end_health(&mut health).await;
    };
    let mut server = Server::new(service).drain(settings.drain);
    if let Some(tls) = settings.tls {
        server = server.tls(tls);
    }
    server.serve(listener, shutdown).await;
    Ok(())
}

/// Everything that one connection is served with.
fn port(
    api: Arc<ManagementApi>,
    grpc: Routes,
    repository: Arc<dyn Repository>,
) -> io::Result<
    impl Service<
        Request<Incoming>,
        Response = Response<impl http_body::Body<Data: Send, Error: Into<tower::BoxError>> + Send>,
        Error = Infallible,
        Future: Send,
    > + Clone
    + Send
    + Sync
    + 'static,
> {
    let rest = rest::Router::new(management_service_rest::routes(api))
        .map_err(io::Error::other)?
        .mount(REST_BASE)
        .json(json_options())
        .body_limit(REQUEST_MAX)
        .body_timeout(BODY_TIME_MAX);
    let web = GrpcWebLayer::new().layer(grpc.clone());
    let steer = Steer::new(rpc_paths()?, rest, grpc, web, probe::routes(repository));
    let worth_it = SizeAbove::new(COMPRESS_FROM).and(NotForContentType::GRPC);
    Ok(ServiceBuilder::new()
        .layer(ObserveLayer)
        .layer(DrainLayer::new())
        .layer(CorsLayer::new(cors()))
        .layer(CompressionLayer::new().gzip(true).compress_when(worth_it))
        .service(steer))
}

/// JSON with fields that are not known is read, as callers of this API are used to.
fn json_options() -> json::Options {
    json::Options::new()
        .ignore_unknown_fields(true)
        .types(json::TypeRegistry::new().register::<ErrorDetail>())
}

/// The service over gRPC, and reflection in both versions that clients ask for.
fn grpc_routes(api: Arc<ManagementApi>) -> io::Result<Routes> {
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let management = ManagementServiceServer::from_arc(api)
        .max_decoding_message_size(REQUEST_MAX)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let v1 = reflection().build_v1().map_err(io::Error::other)?;
    let v1alpha = reflection().build_v1alpha().map_err(io::Error::other)?;
    Ok(Routes::new(deadline::layer().named_layer(management))
        .add_service(patient().named_layer(v1))
        .add_service(patient().named_layer(v1alpha)))
}

/// For services with methods that take a stream, or whose calls stay open.
fn patient() -> RequestBodyTimeoutLayer {
    RequestBodyTimeoutLayer::new(BODY_PAUSE_MAX)
}

fn rpc_paths() -> io::Result<RpcPaths> {
    let own = RpcPaths::from_file_descriptor_set(FILE_DESCRIPTOR_SET).map_err(io::Error::other)?;
    let reflection = ["ServerReflectionInfo"];
    Ok(own
        .add_service("grpc.health.v1.Health", ["Check", "Watch", "List"])
        .add_service("grpc.reflection.v1.ServerReflection", reflection)
        .add_service("grpc.reflection.v1alpha.ServerReflection", reflection))
}

fn cors() -> Cors {
    let name = HeaderName::from_static;
    Cors {
        methods: vec![
            Method::OPTIONS,
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ],
        request_headers: vec![
            header::ORIGIN,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::AUTHORIZATION,
            header::IF_MATCH,
            name("x-zitadel-orgid"),
            name("x-user-agent"),
            name("x-grpc-web"),
            name("x-requested-with"),
            name("x-request-id"),
            name("connect-protocol-version"),
            name("connect-timeout-ms"),
            name("grpc-timeout"),
        ],
        exposed_headers: vec![
            header::LOCATION,
            header::CONTENT_LENGTH,
            name("grpc-status"),
            name("grpc-message"),
            name("grpc-status-details-bin"),
            name("x-request-id"),
        ],
        max_age: PREFLIGHT_AGE,
    }
}

/// Tells whoever watches, then ends the watching: nobody is to wait for it.
async fn end_health(health: &mut HealthReporter) {
    for service in ["", ManagementServiceServer::<ManagementApi>::NAME] {
        health
            .set_service_status(service, tonic_health::ServingStatus::NotServing)
            .await;
        health.clear_service_status(service).await;
    }
}

//! Composes the one port: gRPC, gRPC-Web, REST and what stands beside them.

use std::{future::Future, io, sync::Arc, time::Duration};

use http::{HeaderName, Method, header};
use tokio::net::TcpListener;
use tonic_health::{pb::FILE_DESCRIPTOR_SET as HEALTH_DESCRIPTORS, server::HealthReporter};
use tower::ServiceBuilder;

use portcullis_core::{
    ActionRuntime, Clock, Management, management,
    ports::{ExecutionLog, Repository, Scripts},
};
use portcullis_gateway::{
    Gateway, Limits, Service, backend,
    cors::{Cors, CorsLayer},
    json, path, rest,
    server::Server,
};
use portcullis_proto::{
    FILE_DESCRIPTOR_SET,
    portcullis::runtime::v1::{
        runtime_service_gateway, runtime_service_server::SERVICE_NAME as RUNTIME_SERVICE_NAME,
    },
    zitadel::{
        management::v1::{management_service_gateway, management_service_server::SERVICE_NAME},
        v1::ErrorDetail,
    },
};

use crate::{
    grpc::{ManagementApi, RuntimeApi},
    lint,
    observe::ObserveLayer,
    probe,
    secrets::Vault,
};

/// Where the paths of the `google.api.http` options hang.
const MANAGEMENT_REST_BASE: &str = "/management/v1";
const RUNTIME_REST_BASE: &str = "/runtime/v1";
/// The services that are served.
const SERVICES: [&str; 2] = [SERVICE_NAME, RUNTIME_SERVICE_NAME];
/// Bytes of a request message or body.
const REQUEST_MAX: usize = 4 * 1024 * 1024;
/// How long a request message or body may take to arrive.
const BODY_TIME_MAX: Duration = Duration::from_secs(30);
/// How long a caller of a streaming method may leave it idle.
const BODY_PAUSE_MAX: Duration = Duration::from_secs(30);
/// How long a browser may remember the answer to a preflight.
const PREFLIGHT_AGE: Duration = Duration::from_secs(600);

/// What the application needs to know beside its repository.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Tells the time, by which tokens expire.
    pub clock: Arc<dyn Clock>,
    /// Settings of the use cases.
    pub management: management::Settings,
    /// Runs scripts.
    pub scripts: Arc<dyn Scripts>,
    /// Keeps the log of how actions ran.
    pub executions: Arc<dyn ExecutionLog>,
    /// Keeps secrets for scripts.
    pub vault: Vault,
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
    let (clock, executions) = (settings.clock, settings.executions);
    let runtime = ActionRuntime::new(
        Arc::clone(&repository),
        settings.scripts,
        Arc::clone(&executions),
        Arc::clone(&clock),
    );
    let management = Management::new(Arc::clone(&repository), clock, settings.management);
    let runtime = RuntimeApi::new(management.clone(), runtime, settings.vault);
    let runtime = runtime_service_gateway::service(runtime)
        .rest_below(RUNTIME_REST_BASE)
        .json(json_options().refuse_unknown_names(true));
    let management = management_service_gateway::service(ManagementApi::new(management));
    let management = management.rest_below(MANAGEMENT_REST_BASE);
    let (mut health, health_service) = tonic_health::server::health_reporter();
    for service in SERVICES {
        health
            .set_service_status(service, tonic_health::ServingStatus::Serving)
            .await;
    }

    let gateway = Gateway::builder()
        .service(management)
        .service(runtime)
        .services(backend::services(HEALTH_DESCRIPTORS, &health_service).map_err(io::Error::other)?)
        .services(reflection()?)
        .rest(rest_options())
        .json(json_options())
        .limits(limits())
        .fallback(probe::routes(repository))
        .build()
        .map_err(io::Error::other)?;
    let service = ServiceBuilder::new()
        .layer(ObserveLayer)
        .layer(CorsLayer::new(cors()))
        .service(gateway);
    let mut server = Server::new(service).drain(settings.drain);
    if let Some(tls) = settings.tls {
        server = server.tls(tls);
    }
    let shutdown = async {
        shutdown.await;
        end_health(&mut health).await;
        executions.end_watches();
    };
    server.serve(listener, shutdown).await;
    Ok(())
}

/// Reflection in both versions that clients ask for.
fn reflection() -> io::Result<Vec<Service>> {
    let builder = |version: &str| {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(HEALTH_DESCRIPTORS)
            .with_service_name(SERVICE_NAME)
            .with_service_name(RUNTIME_SERVICE_NAME)
            .with_service_name("grpc.health.v1.Health")
            .with_service_name(format!("grpc.reflection.{version}.ServerReflection"))
    };
    let v1 = builder("v1").build_v1().map_err(io::Error::other)?;
    let v1alpha = builder("v1alpha")
        .build_v1alpha()
        .map_err(io::Error::other)?;
    let mut services = backend::services(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET, &v1)
        .map_err(io::Error::other)?;
    let descriptors = tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET;
    services.extend(backend::services(descriptors, &v1alpha).map_err(io::Error::other)?);
    Ok(services)
}

/// What callers of this API are used to: what is not known is not looked at.
fn rest_options() -> rest::Options {
    let mut options = rest::Options::default();
    options.unknown_parameters = rest::Unknown::Ignore;
    options.unknown_keys = rest::Unknown::Ignore;
    options.field_violations = rest::FieldViolations::None;
    options.media_types = rest::MediaTypes::Any;
    options.parameters_beside_message = rest::BesideMessage::Ignore;
    options.prefixed_metadata = rest::PrefixedMetadata::Unwrapped;
    options.paths.implied_methods = path::ImpliedMethods::None;
    options
}

/// Likewise; the names of enums are another matter where no caller is used to that.
fn json_options() -> json::Options {
    json::Options::new()
        .ignore_unknown_fields(true)
        .types(json::TypeRegistry::new().register::<ErrorDetail>())
}

fn limits() -> Limits {
    Limits {
        message: REQUEST_MAX,
        message_time: BODY_TIME_MAX,
        idle_time: Some(BODY_PAUSE_MAX),
        ..Limits::default()
    }
}

fn cors() -> Cors {
    let name = HeaderName::from_static;
    Cors {
        // whoever calls brings a token along, which no browser sends by itself
        origins: None,
        credentials: true,
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
            name(lint::HEADER),
        ],
        max_age: PREFLIGHT_AGE,
    }
}

/// Tells whoever watches, then ends the watching: nobody is to wait for it.
async fn end_health(health: &mut HealthReporter) {
    for service in [""].into_iter().chain(SERVICES) {
        health
            .set_service_status(service, tonic_health::ServingStatus::NotServing)
            .await;
        health.clear_service_status(service).await;
    }
}

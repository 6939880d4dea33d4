//! Other gRPC services behind the gateway: stock tonic ones, or any tower service that speaks gRPC.
//!
//! The gateway speaks gRPC to them and every other dialect to its callers. Their messages pass as
//! bytes; only for JSON must they be known, by their descriptors.

mod messages;
mod proxy;
#[cfg(feature = "reflect")]
mod transcode;

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use prost::Message as _;
use prost_types::{FileDescriptorSet, MethodDescriptorProto, method_options::IdempotencyLevel};
use tower_service::Service as TowerService;

use crate::{
    body::{Body, BoxError},
    error::Error,
    method::{Kind, Method},
    service::Service,
};

use self::proxy::{Proxy, Schema};

/// The services of an encoded `FileDescriptorSet`, answered by a tower service that speaks gRPC.
///
/// ```
/// use portcullis_gateway::{Gateway, backend};
///
/// # fn main() -> Result<(), portcullis_gateway::Error> {
/// let (_reporter, health) = tonic_health::server::health_reporter();
/// let services = backend::services(tonic_health::pb::FILE_DESCRIPTOR_SET, &health)?;
/// let gateway = Gateway::builder().services(services).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the bytes are no such set.
pub fn services<S, B>(descriptor_set: &[u8], backend: &S) -> Result<Vec<Service>, Error>
where
    S: TowerService<Request<Body>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let schema = Schema::new(descriptor_set)?;
    let set = FileDescriptorSet::decode(descriptor_set)?;
    let mut services = Vec::new();
    for file in &set.file {
        for descriptor in &file.service {
            let name = match file.package() {
                "" => descriptor.name().to_owned(),
                package => format!("{package}.{}", descriptor.name()),
            };
            let mut service = Service::new(name.clone());
            for method in &descriptor.method {
                let path = format!("/{name}/{}", method.name());
                let proxy = Proxy::new(backend.clone(), kind(method), &path, &schema)?;
                let proxied = Method::new(method.name().to_owned(), kind(method), proxy);
                service = service.method(if has_side_effects(method) {
                    proxied
                } else {
                    proxied.no_side_effects()
                });
            }
            services.push(service);
        }
    }
    Ok(services)
}

fn kind(method: &MethodDescriptorProto) -> Kind {
    match (method.client_streaming(), method.server_streaming()) {
        (false, false) => Kind::Unary,
        (true, false) => Kind::ClientStreaming,
        (false, true) => Kind::ServerStreaming,
        (true, true) => Kind::BidiStreaming,
    }
}

fn has_side_effects(method: &MethodDescriptorProto) -> bool {
    let level = method.options.as_ref().map(|it| it.idempotency_level());
    level != Some(IdempotencyLevel::NoSideEffects)
}

#[cfg(test)]
mod tests;

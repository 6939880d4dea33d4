//! One port for REST, gRPC and gRPC-Web callers of a [tonic] service.
//!
//! A [`steer::Steer`] looks at each request once and sends it to who speaks its dialect:
//!
//! - gRPC to tonic, gRPC-Web to tonic-web, both given by the application;
//! - REST to a [`rest::Router`], whose routes `portcullis-gateway-build` generates from
//!   `google.api.http` options and which calls the same typed handlers;
//! - anything else to a service of the application, an axum router for example.
//!
//! Whom none of them can serve gets an error in his own dialect. A [`cors::CorsLayer`] around it
//! lets browsers in, a [`drain::DrainLayer`] around both lets callers over HTTP/1 see early answers.
//!
//! ```
//! use portcullis_gateway::{drain::DrainLayer, rest, steer::{RpcPaths, Steer}};
//! use tower_layer::Layer as _;
//! # fn is_service<S: tower::Service<http::Request<axum::body::Body>> + Clone>(_: &S) {}
//!
//! # fn main() -> Result<(), portcullis_gateway::Error> {
//! let (_reporter, health) = tonic_health::server::health_reporter();
//! let grpc = tonic::service::Routes::new(health);
//! let web = tonic_web::GrpcWebLayer::new().layer(grpc.clone());
//!
//! let rpc_paths = RpcPaths::new().add_service("grpc.health.v1.Health", ["Check", "Watch"]);
//! let rest = rest::Router::new([])?.mount("/api/v1");
//! let service = Steer::new(rpc_paths, rest, grpc, web, axum::Router::new());
//! let service = DrainLayer.layer(service);
//! # is_service(&service);
//! # Ok(())
//! # }
//! ```
//!
//! The crate knows no message and no service by name. It neither listens nor authenticates: the
//! first is the application's part, the second its handlers', once a request is well formed.
//!
//! [tonic]: https://docs.rs/tonic

pub mod answer;
pub mod cors;
pub mod details;
pub mod drain;
pub mod json;
pub mod media_type;
pub mod path;
pub mod protocol;
pub mod rest;
pub mod status;
pub mod steer;

mod body;
mod error;

pub use self::{
    body::{Body, BoxError},
    error::Error,
};

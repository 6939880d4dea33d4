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
//! let service = DrainLayer::new().layer(service);
//! # is_service(&service);
//! # Ok(())
//! # }
//! ```
//!
//! The crate knows no message and no service by name. It does not authenticate: that is for the
//! handlers, once a request is well formed. With the feature `server` it brings a
//! connection server along.
//!
//! [tonic]: https://docs.rs/tonic

pub mod answer;
pub mod backend;
pub mod compression;
pub mod cors;
pub mod details;
pub mod drain;
pub mod json;
pub mod media_type;
pub mod path;
pub mod protocol;
pub mod rest;
#[cfg(feature = "server")]
pub mod server;
pub mod status;
pub mod steer;

pub mod gateway;

mod base64_text;
mod body;
mod call;
mod deadline;
mod envelope;
mod error;
mod form;
mod input;
mod limits;
mod method;
mod outcome;
mod responder;
mod seal;
mod service;
mod stream_body;
mod trailers;

pub use self::{
    body::{Body, BoxError},
    deadline::Deadline,
    error::Error,
    gateway::Gateway,
    limits::Limits,
    method::{Kind, Method},
    service::Service,
    trailers::Trailers,
};

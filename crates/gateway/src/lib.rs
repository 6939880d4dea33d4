//! One port for REST, gRPC, gRPC-Web and Connect callers of a [tonic] service.
//!
//! A [`Gateway`] is a tower service around the trait implementations that tonic users write. It
//! looks at each request once and answers it in its own dialect, over HTTP/1.1 and HTTP/2:
//!
//! | dialect | known by | messages |
//! |---|---|---|
//! | gRPC | `application/grpc` over HTTP/2 | protobuf, JSON |
//! | gRPC-Web | `application/grpc-web`, `application/grpc-web-text` | protobuf, JSON |
//! | Connect, unary | `application/proto`, `application/json`; GET where a method has no side effects | protobuf, JSON |
//! | Connect, streams | `application/connect+proto`, `application/connect+json` | protobuf, JSON |
//! | REST | the paths of `google.api.http` options | JSON, raw bodies |
//!
//! Whatever is none of these goes to a fallback of the application, an axum router for example.
//! Every dialect has the same limits, deadlines, compressions and table of codes.
//!
//! `portcullis-gateway-build` generates what the gateway has to know of messages and services;
//! services that come without it, tonic's health and reflection for example, are put
//! [behind](backend) the gateway. A [`server`](crate#features) serves it, or one of your own, or no
//! socket at all:
//!
//! ```
//! use portcullis_gateway::{Body, Gateway, Method, Service};
//! use tower::ServiceExt as _;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // generated code does this for every method of a service
//! let shout = Method::unary("Shout", [], async |request: tonic::Request<String>| {
//!     Ok(tonic::Response::new(request.into_inner().to_uppercase()))
//! });
//! let gateway = Gateway::builder()
//!     .service(Service::new("demo.v1.Voice").method(shout))
//!     .build()?;
//!
//! let request = http::Request::post("/demo.v1.Voice/Shout")
//!     .header("content-type", "application/json")
//!     .body(Body::from(b"\"hello\"".to_vec()))?;
//! let Ok(response) = gateway.oneshot(request).await;
//! let body = http_body_util::BodyExt::collect(response.into_body()).await;
//! assert_eq!(body.map(|body| body.to_bytes()).ok().as_deref(), Some(&b"\"HELLO\""[..]));
//! # Ok(())
//! # }
//! ```
//!
//! # Around it
//!
//! A [`cors::CorsLayer`] lets browsers in. A [`drain::DrainLayer`] lets callers over HTTP/1 see early
//! answers; the `server` has it built in.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | adds |
//! |---|---|
//! | `server` | `server`, a connection server for HTTP/1.1 and HTTP/2 |
//! | `tls` | TLS and client certificates for it, with rustls |
//! | `brotli`, `snappy`, `zstd` | further compressions beside gzip and deflate |
//! | `reflect` | JSON for services [behind](backend) the gateway |
//!
//! The crate knows no message and no service by name, and authenticates nobody: that is for
//! handlers, once a request is well formed.
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

pub mod gateway;

mod base64_text;
mod body;
mod call;
mod deadline;
mod envelope;
mod error;
mod form;
mod input;
mod interceptor;
mod limits;
mod method;
mod outcome;
mod outflow;
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
    interceptor::{AnyMessage, CallInfo, Interceptor},
    limits::Limits,
    method::{Kind, Method},
    service::Service,
    trailers::Trailers,
};

//! The build-time half of `portcullis-gateway`: the JSON form of messages, and REST routes from
//! `google.api.http` options.
//!
//! A build script hands a descriptor set to a [`Builder`]. For each message it implements the JSON
//! form, in `<package>.json.rs`. For each service with HTTP rules it writes a module `<service>_rest` with one function, `routes`, which ties every rule to the
//! method of the server trait that `tonic-prost-build` generates:
//!
//! ```text
//! let routes = greeter_rest::routes(Arc::new(MyGreeter));
//! let router = portcullis_gateway::rest::Router::new(routes)?.mount("/v1");
//! ```
//!
//! The routes go to `<package>.rest.rs`; both files are included in the module that holds the
//! package's messages and services. Everything is checked here rather than at run time: templates, the
//! fields they name, two rules for the same requests. What the gateway cannot do yet is an error
//! that names the method: query parameters, a single field as body (of request or response), and
//! streams.
//!
//! The set must be the one the compiler encoded: a round trip through `prost-types` loses the
//! options.

mod binding;
mod builder;
mod conflict;
mod error;
mod gateway;
mod json;
mod names;
mod routes;
mod rule;
mod service;
mod shapes;

pub use self::{builder::Builder, error::Error};

#[cfg(test)]
mod tests;

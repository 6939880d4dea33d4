//! The build-time half of `portcullis-gateway`: what the gateway has to know of messages and
//! services, generated from their descriptors.
//!
//! A build script hands a descriptor set to a [`Builder`], which writes two files for a package, to
//! be included in the module that holds what prost and tonic generate for it:
//!
//! - `<package>.json.rs`: the JSON form of every message;
//! - `<package>.gateway.rs`: for every service a module `<service>_gateway` with a function
//!   `service` (and `from_arc`), which lists the methods of the trait that `tonic-prost-build` generates, each with
//!   the routes of its `google.api.http` rules:
//!
//! ```text
//! let gateway = Gateway::builder()
//!     .service(greeter_gateway::service(MyGreeter))
//!     .build()?;
//! ```
//!
//! What can be checked is checked here rather than at run time: templates, the fields they name,
//! two rules for the same requests (with both places named).
//!
//! The set must be the one the compiler encoded: a round trip through `prost-types` loses the
//! options.

mod builder;
mod conflict;
mod error;
mod gateway;
mod json;
mod names;
mod routes;
mod rule;
mod shapes;

pub use self::{builder::Builder, error::Error};

#[cfg(test)]
mod tests;

//! Cross-origin access for callers in a browser.
//!
//! Every origin is allowed, with credentials: whoever calls brings a token along, none of which a
//! browser sends by itself. Methods and headers are the application's lists.

mod layer;
mod response_future;
mod service;

pub use self::{layer::CorsLayer, response_future::ResponseFuture, service::CorsService};

/// What a page of another origin may send and read.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    /// Methods a page may use.
    pub methods: Vec<http::Method>,
    /// Request headers a page may set.
    pub request_headers: Vec<http::HeaderName>,
    /// Response headers a page may read.
    pub exposed_headers: Vec<http::HeaderName>,
    /// How long a browser may remember the answer to a preflight.
    pub max_age: std::time::Duration,
}

#[cfg(test)]
mod tests;

//! Cross-origin access for callers in a browser.
//!
//! Origins, methods and headers are the application's lists.

mod layer;
mod response_future;
mod service;

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};

pub use self::{layer::CorsLayer, response_future::ResponseFuture, service::CorsService};

/// What a page of another origin may send and read.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    /// The origins whose pages may call; every one if none.
    pub origins: Option<Vec<HeaderValue>>,
    /// Whether pages may send the browser's own credentials along, cookies for example. A service
    /// that looks at these should list its origins.
    pub credentials: bool,
    /// Methods a page may use.
    pub methods: Vec<Method>,
    /// Request headers a page may set.
    pub request_headers: Vec<HeaderName>,
    /// Response headers a page may read.
    pub exposed_headers: Vec<HeaderName>,
    /// How long a browser may remember the answer to a preflight.
    pub max_age: Duration,
}

// === impl Cors ===

impl Cors {
    /// What browser clients of gRPC-Web, Connect and REST need, for an hour, on pages of any origin
    /// and without the browser's credentials. Headers of the
    /// application's own are to be added to the lists; trailers of unary Connect calls are headers
    /// with `trailer-` in front.
    pub fn for_gateway() -> Self {
        Self {
            origins: None,
            credentials: false,
            methods: vec![
                Method::OPTIONS,
                Method::GET,
                Method::HEAD,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
            ],
            request_headers: headers(&[
                "accept",
                "authorization",
                "content-type",
                "connect-accept-encoding",
                "connect-content-encoding",
                "connect-protocol-version",
                "connect-timeout-ms",
                "grpc-accept-encoding",
                "grpc-encoding",
                "grpc-timeout",
                "x-grpc-web",
                "x-user-agent",
            ]),
            exposed_headers: headers(&[
                "connect-content-encoding",
                "grpc-encoding",
                "grpc-message",
                "grpc-status",
                "grpc-status-details-bin",
            ]),
            max_age: Duration::from_secs(3600),
        }
    }
}

fn headers(names: &[&'static str]) -> Vec<HeaderName> {
    names
        .iter()
        .map(|name| HeaderName::from_static(name))
        .collect()
}

#[cfg(test)]
mod tests;

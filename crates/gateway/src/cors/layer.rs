//! The layer, with everything that does not depend on a request worked out once.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use tower_layer::Layer;

use super::{Cors, CorsService};

/// Adds CORS headers to the answers of a service, and answers preflights itself.
#[derive(Clone, Debug)]
pub struct CorsLayer {
    policy: Arc<Policy>,
}

#[derive(Debug)]
pub(super) struct Policy {
    origins: Option<Vec<HeaderValue>>,
    pub(super) credentials: bool,
    methods: Vec<Method>,
    request_headers: Vec<HeaderName>,
    pub(super) allow_methods: HeaderValue,
    pub(super) expose_headers: HeaderValue,
    pub(super) max_age: HeaderValue,
}

// === impl CorsLayer ===

impl CorsLayer {
    /// A layer for these lists.
    pub fn new(cors: Cors) -> Self {
        Self {
            policy: Arc::new(Policy {
                allow_methods: list(cors.methods.iter().map(Method::as_str)),
                expose_headers: list(cors.exposed_headers.iter().map(HeaderName::as_str)),
                max_age: HeaderValue::from(cors.max_age.as_secs()),
                origins: cors.origins,
                credentials: cors.credentials,
                methods: cors.methods,
                request_headers: cors.request_headers,
            }),
        }
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = CorsService<S>;

    fn layer(&self, inner: S) -> CorsService<S> {
        CorsService::new(inner, Arc::clone(&self.policy))
    }
}

// === impl Policy ===

impl Policy {
    /// Whether pages of an origin may call.
    pub(super) fn knows(&self, origin: &HeaderValue) -> bool {
        let origins = self.origins.as_ref();
        origins.is_none_or(|origins| origins.contains(origin))
    }

    /// Whether a page may use this method with these headers, in any case and order.
    pub(super) fn allows(&self, method: &HeaderValue, headers: Option<&HeaderValue>) -> bool {
        let known_method = self.methods.iter().any(|it| it.as_str() == method);
        let Some(headers) = headers else {
            return known_method;
        };
        let known = |name: &str| {
            let mut known = self.request_headers.iter();
            known.any(|it| it.as_str().eq_ignore_ascii_case(name))
        };
        known_method
            && headers.to_str().is_ok_and(|names| {
                let names = names.split(',').map(str::trim);
                names.filter(|name| !name.is_empty()).all(known)
            })
    }
}

/// Joins names that are all tokens.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> HeaderValue {
    let joined = names.collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(joined).unwrap_or_else(|_| HeaderValue::from_static(""))
}

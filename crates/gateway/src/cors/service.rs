//! The service: preflights are answered here, other answers get their headers.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use tower_service::Service;

use super::{ResponseFuture, layer::Policy};

const TRUE: HeaderValue = HeaderValue::from_static("true");
/// The headers an answer to a preflight depends on.
const PREFLIGHT_VARY: HeaderValue = HeaderValue::from_static(
    "origin, access-control-request-method, access-control-request-headers",
);

/// A service with CORS around it; made by [`CorsLayer`](super::CorsLayer).
#[derive(Clone, Debug)]
pub struct CorsService<S> {
    inner: S,
    policy: Arc<Policy>,
}

// === impl CorsService ===

impl<S> CorsService<S> {
    pub(super) fn new(inner: S, policy: Arc<Policy>) -> Self {
        Self { inner, policy }
    }
}

impl<S, B, R> Service<Request<B>> for CorsService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let origin = request.headers().get(header::ORIGIN).cloned();
        match (origin, requested_method(&request)) {
            (None, _) => ResponseFuture::untouched(self.inner.call(request)),
            (Some(origin), None) => {
                let headers = allowed_origin(&self.policy, origin);
                ResponseFuture::adding(headers, self.inner.call(request))
            }
            (Some(origin), Some(method)) => ResponseFuture::preflight(preflight(
                &self.policy,
                origin,
                method,
                request.headers(),
            )),
        }
    }
}

/// The method a preflight asks for; none when the request is not a preflight.
fn requested_method<B>(request: &Request<B>) -> Option<&HeaderValue> {
    let method = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
    method.filter(|_| request.method() == Method::OPTIONS)
}

/// What an answer to a page of this origin carries in addition.
fn allowed_origin(policy: &Policy, origin: HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if !policy.knows(&origin) {
        return headers;
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if policy.credentials {
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    }
    if !policy.expose_headers.is_empty() {
        let exposed = policy.expose_headers.clone();
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    headers
}

/// The headers of the answer to a preflight; without those that allow when something is not listed.
fn preflight(
    policy: &Policy,
    origin: HeaderValue,
    method: &HeaderValue,
    request: &HeaderMap,
) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(header::VARY, PREFLIGHT_VARY);
    let requested = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    if policy.knows(&origin) && policy.allows(method, requested) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if policy.credentials {
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
        let methods = policy.allow_methods.clone();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        if let Some(requested) = requested {
            let requested = requested.clone();
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, requested);
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, policy.max_age.clone());
    }
    headers
}

/// An answer that is nothing but these headers.
pub(super) fn no_content<R: Default>(headers: HeaderMap) -> Response<R> {
    let mut response = Response::new(R::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    *response.headers_mut() = headers;
    response
}

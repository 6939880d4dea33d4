//! The routes of a service as a tower service.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, request::Parts};
use http_body::Body as HttpBody;
use tonic::Status;
use tower_service::Service;

use super::{
    body::{self, Limits},
    metadata,
    route::{BodyRule, Call, Route},
    timeout,
};
use crate::{
    answer,
    body::Body,
    error::Error,
    json,
    path::{self, Captures, Lookup, Matcher},
};

const DEFAULT_LIMITS: Limits = Limits {
    bytes: 4 * 1024 * 1024,
    time: Duration::from_secs(30),
};

/// Serves REST requests by the routes it was made from. Cheap to clone, always ready, never fails.
#[derive(Clone, Debug)]
pub struct Router {
    shared: Arc<Shared>,
}

/// The RPC method that answered a REST request, for logs and metrics; an extension of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RpcPath(pub &'static str);

/// The answer of a [`Router`], once it is there.
pub struct ResponseFuture {
    response: Pin<Box<dyn Future<Output = Response<Body>> + Send>>,
}

#[derive(Clone, Debug)]
struct Shared {
    routes: Arc<Matcher<Route>>,
    mount: String,
    json: json::Options,
    limits: Limits,
}

// === impl Router ===

impl Router {
    /// A router below `/`, with a body limit of 4 MiB and 30 seconds.
    ///
    /// # Errors
    ///
    /// When a method or a template is malformed, or two routes match the same requests.
    pub fn new(routes: impl IntoIterator<Item = Route>) -> Result<Self, Error> {
        // HEAD and OPTIONS are not served here
        let mut paths = path::Options::default();
        paths.implied_methods = path::ImpliedMethods::None;
        let mut matcher = Matcher::with_options(paths);
        for route in routes {
            matcher.insert(method(route.method)?, route.template.parse()?, route)?;
        }
        let shared = Shared {
            routes: Arc::new(matcher),
            mount: String::new(),
            json: json::Options::new(),
            limits: DEFAULT_LIMITS,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Puts all routes below a path, `/api/v1` for example.
    #[must_use]
    pub fn mount(mut self, path: &str) -> Self {
        self.edit().mount = path.trim_end_matches('/').to_owned();
        self
    }

    /// How JSON is read and written, and the types of error details that are shown field by field.
    #[must_use]
    pub fn json(mut self, options: json::Options) -> Self {
        self.edit().json = options;
        self
    }

    /// The largest body that is read, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.edit().limits.bytes = bytes;
        self
    }

    /// The longest time a caller may take to send a body.
    #[must_use]
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.edit().limits.time = time;
        self
    }

    /// Whether a path is this router's business: the mount itself, or anything below it.
    pub fn owns(&self, path: &str) -> bool {
        self.shared.relative(path).is_some()
    }

    fn edit(&mut self) -> &mut Shared {
        Arc::make_mut(&mut self.shared)
    }
}

impl<B> Service<Request<B>> for Router
where
    B: HttpBody<Data = Bytes> + Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> ResponseFuture {
        let shared = Arc::clone(&self.shared);
        ResponseFuture {
            response: Box::pin(async move { shared.answer(request).await }),
        }
    }
}

// === impl Shared ===

impl Shared {
    /// The path below the mount: empty, or with a slash in front.
    fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.mount.as_str())?;
        (below.is_empty() || below.starts_with('/')).then_some(below)
    }

    async fn answer<B: HttpBody<Data = Bytes>>(&self, request: Request<B>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let is_head = parts.method == Method::HEAD;
        let path = self.relative(parts.uri.path()).unwrap_or_default();
        let mut response = match self.routes.lookup(&parts.method, path) {
            Lookup::Found { value, captures } => self.call(value, captures, parts, body).await,
            Lookup::MethodNotAllowed { allow } => answer::method_not_allowed(&allow_header(&allow)),
            Lookup::Options { allow } => answer::method_not_allowed(&allow_header(&allow)),
            Lookup::NotFound => answer::not_found(),
            Lookup::Malformed => {
                let status =
                    Status::invalid_argument("the path is not valid percent-encoded UTF-8");
                answer::status_json(&status, &self.json)
            }
        };
        if is_head {
            *response.body_mut() = Body::empty();
        }
        response
    }

    async fn call<B: HttpBody<Data = Bytes>>(
        &self,
        route: &Route,
        captures: Captures,
        parts: Parts,
        body: B,
    ) -> Response<Body> {
        let mut response = self
            .try_call(route, captures, parts, body)
            .await
            .unwrap_or_else(|status| answer::status_json(&status, &self.json));
        response.extensions_mut().insert(RpcPath(route.rpc_path));
        response
    }

    async fn try_call<B: HttpBody<Data = Bytes>>(
        &self,
        route: &Route,
        captures: Captures,
        parts: Parts,
        body: B,
    ) -> Result<Response<Body>, Status> {
        let timeout = timeout::requested(&parts.headers)?;
        let call = async {
            let body = match route.body {
                BodyRule::Message => body::read(body, self.limits).await?,
                BodyRule::Ignored => {
                    drop(body);
                    Bytes::new()
                }
            };
            let call = Call {
                metadata: metadata::from_headers(parts.headers),
                extensions: parts.extensions,
                captures,
                body,
            };
            (route.handler)(call, self.json.clone()).await
        };
        match timeout {
            None => call.await,
            Some(time) => tokio::time::timeout(time, call)
                .await
                .unwrap_or_else(|_| Err(answer::deadline_exceeded())),
        }
    }
}

/// None for a route that takes every method.
fn method(name: &'static str) -> Result<Option<Method>, Error> {
    if name == "*" {
        return Ok(None);
    }
    let method = name.parse().map_err(|_| Error::Method(name.to_owned()))?;
    Ok(Some(method))
}

fn allow_header(methods: &[Method]) -> HeaderValue {
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    // the names of methods are tokens, which a header value can hold
    HeaderValue::try_from(names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(""))
}

// === impl ResponseFuture ===

impl Future for ResponseFuture {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.response.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! The outermost layer: an id for every request, one log line, and answers that are not cached.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use http::{HeaderName, HeaderValue, Request, Response, header};
use tower::{Layer, Service};

/// The header that carries the id both ways.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ID_MAX: usize = 128;

/// The id of a request; in its extensions, its answer's `x-request-id` and the log.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(HeaderValue);

/// Adds [`Observe`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ObserveLayer;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Observe<S> {
    inner: S,
}

// === impl RequestId ===

impl RequestId {
    /// The caller's own id when it is 1 to 128 visible ASCII characters, else a random one.
    fn of<B>(request: &Request<B>) -> Self {
        let sent = request.headers().get(REQUEST_ID);
        let usable = |value: &&HeaderValue| {
            let bytes = value.as_bytes();
            !bytes.is_empty() && bytes.len() <= ID_MAX && bytes.iter().all(u8::is_ascii_graphic)
        };
        Self(sent.filter(usable).cloned().unwrap_or_else(random))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// 128 random bits in hexadecimal. The generator of hash keys is random enough: ids only need to
/// be distinct.
fn random() -> HeaderValue {
    use std::hash::{BuildHasher, RandomState};
    let half = || RandomState::new().hash_one(Instant::now());
    HeaderValue::try_from(format!("{:016x}{:016x}", half(), half()))
        .unwrap_or(HeaderValue::from_static("unknown"))
}

// === impl ObserveLayer ===

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe { inner }
    }
}

// === impl Observe ===

impl<S, B, R> Service<Request<B>> for Observe<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let id = RequestId::of(&request);
        request.extensions_mut().insert(id.clone());
        let log = tracing::enabled!(tracing::Level::DEBUG).then(|| {
            (
                request.method().clone(),
                request.uri().path().to_owned(),
                Instant::now(),
            )
        });
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            if let Some((method, path, start)) = log {
                let (status, took) = (response.status().as_u16(), start.elapsed());
                tracing::debug!(request_id = %id, status, ?took, "{method} {path} answered {status}");
            }
            let headers = response.headers_mut();
            headers.insert(REQUEST_ID, id.0);
            headers
                .entry(header::CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("no-store"));
            Ok(response)
        })
    }
}

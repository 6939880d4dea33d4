//! The service: lends the body of a request to the service behind it.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, Response, Version, header::EXPECT, request::Parts};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{DrainBody, ResponseBody, ResponseFuture, draining::Limits};

/// Adds [`Drain`].
#[derive(Clone, Copy, Debug, Default)]
pub struct DrainLayer {
    limits: Limits,
}

/// Holds early answers back until the request is out of the way; see the [module](super).
#[derive(Clone, Debug)]
pub struct Drain<S> {
    inner: S,
    limits: Limits,
}

// === impl DrainLayer ===

impl DrainLayer {
    /// With the limits below.
    pub fn new() -> Self {
        Self::default()
    }

    /// The most that is read once an answer is decided. 8 MiB: about what a message that is too
    /// large is too large by.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// The longest time that may take. 5 seconds.
    #[must_use]
    pub fn max_time(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }
}

impl<S> Layer<S> for DrainLayer {
    type Service = Drain<S>;

    fn layer(&self, inner: S) -> Drain<S> {
        Drain {
            inner,
            limits: self.limits,
        }
    }
}

// === impl Drain ===

impl<S, B, R> Service<Request<B>> for Drain<S>
where
    S: Service<Request<DrainBody<B>>, Response = Response<R>>,
    B: Body + Unpin + Send + 'static,
    B::Data: Send,
    R: Body,
{
    type Response = Response<ResponseBody<R, B>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, B, R>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let (body, rest) = if parts.version < Version::HTTP_2 && !body.is_end_stream() {
            let (body, rest) = DrainBody::lent(body, !waits_to_continue(&parts));
            (body, Some(rest))
        } else {
            (DrainBody::given(body), None)
        };
        let inner = self.inner.call(Request::from_parts(parts, body));
        ResponseFuture::new(inner, rest, self.limits)
    }
}

fn waits_to_continue(parts: &Parts) -> bool {
    let expected = parts.headers.get(EXPECT);
    expected.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

//! The answer of the service, once the rest of the request is out of the way.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Buf as _;
use http::Response;
use http_body::Body;
use http_body_util::BodyExt as _;

use super::body::Rest;

/// The most that is read after an answer is decided.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// The longest time that takes.
const MAX_TIME: Duration = Duration::from_secs(5);

pin_project_lite::pin_project! {
    /// The answer of a [`Drain`](super::Drain), once it is there.
    pub struct ResponseFuture<F, B, R> {
        #[pin]
        inner: F,
        rest: Option<Rest<B>>,
        held_back: Option<(Response<R>, Draining)>,
    }
}

type Draining = Pin<Box<dyn Future<Output = ()> + Send>>;

// === impl ResponseFuture ===

impl<F, B, R> ResponseFuture<F, B, R> {
    pub(super) fn new(inner: F, rest: Option<Rest<B>>) -> Self {
        Self {
            inner,
            rest,
            held_back: None,
        }
    }
}

impl<F, B, R, E> Future for ResponseFuture<F, B, R>
where
    F: Future<Output = Result<Response<R>, E>>,
    B: Body + Unpin + Send + 'static,
    B::Data: Send,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (response, mut draining) = match this.held_back.take() {
            Some(held_back) => held_back,
            None => {
                let response = ready!(this.inner.poll(cx))?;
                match this.rest.as_ref().and_then(Rest::take) {
                    None => return Poll::Ready(Ok(response)),
                    Some(body) => (response, Box::pin(drain(body)) as Draining),
                }
            }
        };
        if draining.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(response));
        }
        *this.held_back = Some((response, draining));
        Poll::Pending
    }
}

impl<F, B, R> fmt::Debug for ResponseFuture<F, B, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

async fn drain<B: Body + Unpin>(body: B) {
    // out of time is as good as done: either way the answer goes out now
    let _ = tokio::time::timeout(MAX_TIME, discard(body)).await;
}

async fn discard<B: Body + Unpin>(mut body: B) {
    let mut seen = 0;
    while seen < MAX_BYTES
        && let Some(Ok(frame)) = body.frame().await
    {
        seen += frame.data_ref().map_or(0, |data| data.remaining());
    }
}

//! The answer of the service, once the rest of the request is out of the way.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Buf as _;
use http::Response;
use http_body::Body;
use http_body_util::BodyExt as _;

use super::{body::Rest, layer::Limits};

pin_project_lite::pin_project! {
    /// The answer of a [`Drain`](super::Drain), once it is there.
    pub struct ResponseFuture<F, B, R> {
        #[pin]
        inner: F,
        rest: Option<Rest<B>>,
        limits: Limits,
        held_back: Option<(Response<R>, Draining)>,
    }
}

type Draining = Pin<Box<dyn Future<Output = ()> + Send>>;

// === impl ResponseFuture ===

impl<F, B, R> ResponseFuture<F, B, R> {
    pub(super) fn new(inner: F, rest: Option<Rest<B>>, limits: Limits) -> Self {
        Self {
            inner,
            rest,
            limits,
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
                    Some(body) => (response, Box::pin(drain(body, *this.limits)) as Draining),
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

async fn drain<B: Body + Unpin>(body: B, limits: Limits) {
    // out of time is as good as done: either way the answer goes out now
    let _ = tokio::time::timeout(limits.time, discard(body, limits.bytes)).await;
}

async fn discard<B: Body + Unpin>(mut body: B, max_bytes: usize) {
    let mut seen = 0;
    while seen < max_bytes
        && let Some(Ok(frame)) = body.frame().await
    {
        seen += frame.data_ref().map_or(0, |data| data.remaining());
    }
}

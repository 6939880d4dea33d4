//! The answer of the service, once the rest of the request is out of the way.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::Response;
use http_body::Body;

use super::{
    ResponseBody,
    body::Rest,
    draining::{Draining, Limits},
};

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
    type Output = Result<Response<ResponseBody<R, B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let limits = *this.limits;
        let (response, mut draining) = match this.held_back.take() {
            Some(held_back) => held_back,
            None => {
                let response = ready!(this.inner.poll(cx))?;
                let rest = this.rest.take();
                match rest.as_ref().and_then(Rest::take) {
                    None => {
                        let rest = rest.filter(Rest::is_lent);
                        let held = response.map(|body| ResponseBody::new(body, rest, limits));
                        return Poll::Ready(Ok(held));
                    }
                    Some(body) => (response, Draining::begin(body, limits)),
                }
            }
        };
        if draining.poll(cx).is_ready() {
            let response = response.map(|body| ResponseBody::new(body, None, limits));
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

//! The body of an answer, whose end waits for the rest of the request.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::{
    body::Rest,
    draining::{Draining, Limits},
};

pin_project! {
    /// The body of an answer that came through a [`Drain`](super::Drain).
    ///
    /// A streamed answer may let go of its request at any time. What it sends goes out as ever, but
    /// the end, behind which the connection would be closed, comes when the request is out of the
    /// way.
    pub struct ResponseBody<R, B> {
        #[pin]
        inner: R,
        rest: Option<Rest<B>>,
        limits: Limits,
        draining: Option<Draining>,
    }
}

// === impl ResponseBody ===

impl<R, B> ResponseBody<R, B> {
    /// `rest` while the request may still turn up.
    pub(super) fn new(inner: R, rest: Option<Rest<B>>, limits: Limits) -> Self {
        Self {
            inner,
            rest,
            limits,
            draining: None,
        }
    }
}

impl<R, B> Body for ResponseBody<R, B>
where
    R: Body,
    B: Body + Unpin + Send + 'static,
    B::Data: Send,
{
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<R::Data>, R::Error>>> {
        let this = self.project();
        if this.draining.is_none() {
            if let Some(frame) = ready!(this.inner.poll_frame(cx)) {
                return Poll::Ready(Some(frame));
            }
            let rest = this.rest.take().and_then(|rest| rest.take());
            *this.draining = rest.map(|body| Draining::begin(body, *this.limits));
        }
        if let Some(draining) = this.draining {
            ready!(draining.poll(cx));
            *this.draining = None;
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.draining.is_none() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<R: Default, B> Default for ResponseBody<R, B> {
    fn default() -> Self {
        Self::new(R::default(), None, Limits::default())
    }
}

impl<R, B> fmt::Debug for ResponseBody<R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody").finish_non_exhaustive()
    }
}

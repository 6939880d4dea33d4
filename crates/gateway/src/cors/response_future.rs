//! The answer of the inner service with headers added, or that to a preflight.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{HeaderMap, Response, header};

use super::service::no_content;

pin_project_lite::pin_project! {
    /// The answer of a [`CorsService`](super::CorsService), once it is there.
    pub struct ResponseFuture<F> {
        #[pin]
        inner: Option<F>,
        headers: HeaderMap,
    }
}

// === impl ResponseFuture ===

impl<F> ResponseFuture<F> {
    pub(super) fn untouched(inner: F) -> Self {
        Self::adding(HeaderMap::new(), inner)
    }

    pub(super) fn adding(headers: HeaderMap, inner: F) -> Self {
        Self {
            inner: Some(inner),
            headers,
        }
    }

    pub(super) fn preflight(headers: HeaderMap) -> Self {
        Self {
            inner: None,
            headers,
        }
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Default,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(inner) = this.inner.as_pin_mut() else {
            return Poll::Ready(Ok(no_content(std::mem::take(this.headers))));
        };
        let mut response = ready!(inner.poll(cx))?;
        for (name, value) in this.headers.drain() {
            let Some(name) = name else { continue };
            if name == header::VARY {
                // others may have said what the answer depends on, too
                response.headers_mut().append(name, value);
            } else {
                response.headers_mut().insert(name, value);
            }
        }
        Poll::Ready(Ok(response))
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

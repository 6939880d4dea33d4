//! A request body that is handed back when its reader lets go of it.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use http_body::{Body, Frame, SizeHint};

/// The request body a service behind a [`Drain`](super::Drain) gets.
pub struct DrainBody<B> {
    /// Only empty while it is dropped.
    body: Option<B>,
    /// Whether more of the body can be had by reading on, as far as is known.
    is_coming: bool,
    rest: Option<Rest<B>>,
}

/// Where a body that was not read to its end turns up again.
pub(super) struct Rest<B> {
    slot: Arc<Mutex<Option<B>>>,
}

// === impl DrainBody ===

impl<B> DrainBody<B> {
    /// A body that nobody wants back.
    pub(super) fn given(body: B) -> Self {
        Self {
            body: Some(body),
            is_coming: false,
            rest: None,
        }
    }

    /// A body, and where it turns up again; `is_coming` unless the caller waits to be asked for it.
    pub(super) fn lent(body: B, is_coming: bool) -> (Self, Rest<B>) {
        let slot = Arc::new(Mutex::new(None));
        let lent = Self {
            body: Some(body),
            is_coming,
            rest: Some(Rest {
                slot: Arc::clone(&slot),
            }),
        };
        (lent, Rest { slot })
    }
}

impl<B: Body + Unpin> Body for DrainBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.get_mut();
        let Some(body) = &mut this.body else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(cx);
        this.is_coming = matches!(polled, Poll::Ready(Some(Ok(_))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

impl<B> Drop for DrainBody<B> {
    fn drop(&mut self) {
        if self.is_coming
            && let Some(rest) = &self.rest
            && let Ok(mut slot) = rest.slot.lock()
        {
            *slot = self.body.take();
        }
    }
}

impl<B> fmt::Debug for DrainBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DrainBody")
            .field("is_coming", &self.is_coming)
            .finish_non_exhaustive()
    }
}

// === impl Rest ===

impl<B> Rest<B> {
    /// The body, if its reader let go of it before the end.
    pub(super) fn take(&self) -> Option<B> {
        self.slot.lock().ok()?.take()
    }

    /// Whether somebody reads the body still.
    pub(super) fn is_lent(&self) -> bool {
        Arc::strong_count(&self.slot) > 1
    }
}

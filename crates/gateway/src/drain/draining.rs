//! Reading what nobody wants, within limits.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Buf as _;
use http_body::Body;
use http_body_util::BodyExt as _;

/// How much is read of what nobody wants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) time: Duration,
}

/// The rest of a body on its way out.
pub(super) struct Draining {
    reading: Pin<Box<dyn Future<Output = ()> + Send>>,
}

// === impl Draining ===

impl Draining {
    pub(super) fn begin<B>(body: B, limits: Limits) -> Self
    where
        B: Body + Unpin + Send + 'static,
        B::Data: Send,
    {
        let reading = Box::pin(async move {
            // out of time is as good as done: either way the answer goes out now
            let _ = tokio::time::timeout(limits.time, discard(body, limits.bytes)).await;
        });
        Self { reading }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.reading.as_mut().poll(cx)
    }
}

async fn discard<B: Body + Unpin>(mut body: B, max_bytes: usize) {
    let mut seen = 0;
    while seen < max_bytes
        && let Some(Ok(frame)) = body.frame().await
    {
        seen += frame.data_ref().map_or(0, |data| data.remaining());
    }
}

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 8 * 1024 * 1024,
            time: Duration::from_secs(5),
        }
    }
}

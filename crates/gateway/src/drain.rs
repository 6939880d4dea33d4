//! Reads what is left of a request body and throws it away, within bounds.
//!
//! An HTTP/1.1 connection whose request was not read is closed, and a caller still sending may
//! then never see the answer. So early answers wait for the body, but not for ever.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt as _;

/// The most that is read after an answer is decided.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// The longest time that takes.
const MAX_TIME: Duration = Duration::from_secs(5);

/// Drains an unread body.
pub(crate) async fn drain<B: Body<Data = Bytes>>(body: B) {
    drain_rest(pin!(body)).await;
}

/// Drains a body some of which was read.
pub(crate) async fn drain_rest<B: Body<Data = Bytes>>(body: Pin<&mut B>) {
    if !body.is_end_stream() {
        // out of time is as good as done: either way the answer goes out now
        let _ = tokio::time::timeout(MAX_TIME, discard(body)).await;
    }
}

async fn discard<B: Body<Data = Bytes>>(mut body: Pin<&mut B>) {
    let mut seen = 0;
    while seen < MAX_BYTES
        && let Some(Ok(frame)) = body.frame().await
    {
        seen += frame.data_ref().map_or(0, Bytes::len);
    }
}

use std::{
    convert::Infallible,
    future::poll_fn,
    task::{Context, Waker},
};

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use http_body_util::StreamBody;
use proptest::{collection::vec, prelude::*};

use super::{Broken, Envelopes, begin, finish};
use crate::body::Body;

/// A body that comes in these chunks.
fn body(chunks: &[&[u8]]) -> Body {
    let chunks: Vec<_> = chunks
        .iter()
        .map(|chunk| Ok::<_, Infallible>(Frame::data(Bytes::copy_from_slice(chunk))))
        .collect();
    Body::new(StreamBody::new(futures_util::stream::iter(chunks)))
}

/// What is read from these chunks: `flags:payload` of each envelope, and the end.
fn read(chunks: &[&[u8]], limit: usize) -> Vec<String> {
    let mut envelopes = Envelopes::new(body(chunks), limit);
    let mut cx = Context::from_waker(Waker::noop());
    let mut found = Vec::new();
    while let std::task::Poll::Ready(Some(next)) = envelopes.poll_next(&mut cx) {
        let is_last = next.is_err();
        found.push(match next {
            Ok(it) => format!("{}:{}", it.flags, String::from_utf8_lossy(&it.payload)),
            Err(Broken::TooLarge(length)) => format!("too large: {length}"),
            Err(Broken::Truncated) => "truncated".to_owned(),
            Err(Broken::Body(error)) => error.to_string(),
        });
        if is_last {
            break;
        }
    }
    found
}

#[track_caller]
fn check(bytes: &[u8], expected: &[&str]) {
    let single: Vec<_> = bytes.chunks(1).collect();
    for chunks in [&[bytes][..], &single] {
        assert_eq!(read(chunks, 10), expected);
    }
}

#[test]
fn cuts_a_body_into_envelopes() {
    check(b"", &[]);
    check(b"\0\0\0\0\0", &["0:"]);
    check(b"\x01\0\0\0\x03abc\0\0\0\0\x01d", &["1:abc", "0:d"]);
    check(b"\0\0\0\0\x0a0123456789", &["0:0123456789"]);
}

#[test]
fn says_what_is_broken() {
    check(b"\0", &["truncated"]);
    check(b"\0\0\0\0\x01", &["truncated"]);
    check(b"\0\0\0\0\x01a\0\0\0\0\x02b", &["0:a", "truncated"]);
    check(b"\0\0\0\0\x0b0123456789a", &["too large: 11"]);
    check(b"\0\xff\xff\xff\xff", &["too large: 4294967295"]);
}

#[tokio::test]
async fn nothing_follows_an_error() {
    let mut envelopes = Envelopes::new(body(&[b"\0\0\0\0\x0b", b"\0\0\0\0\0"]), 10);
    let first = poll_fn(|cx| envelopes.poll_next(cx)).await;
    assert!(matches!(first, Some(Err(Broken::TooLarge(11)))));
    assert!(poll_fn(|cx| envelopes.poll_next(cx)).await.is_none());
}

proptest! {
    #[test]
    fn however_the_chunks_fall(
        messages in vec((any::<u8>(), vec(any::<u8>(), 0..40)), 0..8),
        cuts in vec(0_usize..400, 0..12),
    ) {
        let mut written = BytesMut::new();
        for (flags, payload) in &messages {
            let start = begin(&mut written);
            written.extend_from_slice(payload);
            finish(&mut written, start, *flags).unwrap();
        }
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(written.len())).collect();
        cuts.extend([0, written.len()]);
        cuts.sort_unstable();
        let chunks: Vec<_> = cuts.windows(2).map(|cut| &written[cut[0]..cut[1]]).collect();
        let expected: Vec<_> = messages
            .iter()
            .map(|(flags, payload)| format!("{flags}:{}", String::from_utf8_lossy(payload)))
            .collect();
        prop_assert_eq!(read(&chunks, 40), expected);
    }

    #[test]
    fn never_panics(bytes in vec(any::<u8>(), 0..60)) {
        let _ = read(&bytes.chunks(7).collect::<Vec<_>>(), 20);
    }
}

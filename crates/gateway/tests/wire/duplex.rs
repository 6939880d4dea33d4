//! Calls with messages both ways: one after the other over HTTP/1.1, at the same time over HTTP/2.

use bytes::Bytes;
use futures_util::stream;
use http::Version;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::support::{Client, Dialect, STREAMS, Upload, World, each, uploaded};

#[test]
fn first_all_requests_then_all_responses() {
    each(&STREAMS, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        for texts in [&["a", "b", "ü"][..], &["a"], &[]] {
            let messages = texts.iter().flat_map(|text| dialect.message(text));
            let body = uploaded(messages.collect());
            let answer = client.send(dialect.request("Talk", body)).await;
            let expected = texts.iter().map(ToString::to_string).collect();
            assert_eq!(dialect.read(&answer), (expected, 0), "{dialect:?}");
        }
        world.running(0).await;
    });
}

#[test]
fn over_http2_each_request_is_answered_as_it_comes() {
    let streams = STREAMS.iter().filter(|it| it.version == Version::HTTP_2);
    each(streams, converse);
}

async fn converse(dialect: Dialect) {
    let world = World::start().await;
    let mut client = Client::connect(world.address, dialect.version).await;
    let (sender, body) = dictated();
    let answer = client.begin(dialect.request("Talk", body)).await.unwrap();
    let mut answer = answer.into_body();
    for text in ["a", "b", "c"] {
        sender.send(dialect.message(text)).unwrap();
        let heard = answer.frame().await.unwrap().unwrap();
        let heard = heard.into_data().unwrap();
        let line_end: &[u8] = if dialect.is_rest { b"\n" } else { b"" };
        let expected = [&dialect.message(text), line_end].concat();
        assert_eq!(heard, expected, "{dialect:?}");
    }
    drop(sender);
    while let Some(frame) = answer.frame().await {
        frame.unwrap();
    }
    world.running(0).await;
}

/// A body that is sent as it is said.
fn dictated() -> (mpsc::UnboundedSender<Bytes>, Upload) {
    let (sender, parts) = mpsc::unbounded_channel();
    let parts = stream::unfold(parts, |mut parts| async {
        let part = parts.recv().await?;
        Some((Ok(Frame::data(part)), parts))
    });
    (sender, StreamBody::new(parts).boxed_unsync())
}

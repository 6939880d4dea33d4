//! Who does not read slows down who writes, in both directions, and nothing piles up between them.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::Version;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use tokio::sync::watch;

use crate::support::{Client, MESSAGE, MESSAGES, STREAMS, Upload, World, each};

/// What the sockets' buffers on both sides may hold of an HTTP/1.1 answer, generously. HTTP/2 has
/// a window, and what is gathered behind it.
fn most(version: Version) -> usize {
    match version {
        Version::HTTP_2 => 2 << 20,
        _ => 24 << 20,
    }
}

#[test]
fn a_reader_who_stops_stops_the_handler() {
    each(&STREAMS, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let answer = client.begin(dialect.call("Flood", "")).await.unwrap();
        assert_eq!(answer.status(), 200, "{dialect:?}");
        let taken = World::comes_to_rest(world.handlers.taken.subscribe()).await;
        assert!(
            taken * MESSAGE < most(dialect.version),
            "{dialect:?}: {taken}"
        );
        reads_on(&world, answer.into_body(), taken).await;
        client.hang_up();
        world.running(0).await;
    });
}

/// Once there is room again, there are further messages.
async fn reads_on(world: &World, mut body: Incoming, before: usize) {
    while *world.handlers.taken.borrow() == before {
        body.frame().await.unwrap().unwrap();
    }
}

#[test]
fn a_reader_who_stops_does_not_stop_his_other_calls() {
    let streams = STREAMS.iter().filter(|it| it.version == Version::HTTP_2);
    each(streams, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let stalled = client.begin(dialect.call("Flood", "")).await.unwrap();
        World::comes_to_rest(world.handlers.taken.subscribe()).await;
        let answer = client.send(dialect.call("Join", "a")).await;
        if dialect.is_rest {
            assert_eq!(answer.body, "\"a\"");
        } else {
            assert_eq!(dialect.read(&answer), (vec![String::from("a")], 0));
        }
        drop(stalled);
    });
}

#[test]
fn a_handler_who_does_not_read_stops_the_sender() {
    each(&STREAMS, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let (body, sent) = counted(dialect.message(&"x".repeat(MESSAGE)));
        let request = dialect.request("Hoard", body);
        let answer = tokio::spawn(async move { client.begin(request).await.map(drop) });
        world.running(1).await;
        let sent = World::comes_to_rest(sent).await;
        assert!(
            sent * MESSAGE < most(dialect.version),
            "{dialect:?}: {sent}"
        );
        assert!(!answer.is_finished(), "{dialect:?}");
        answer.abort();
    });
}

/// The same message over and over, and how many were handed to the connection.
fn counted(message: Bytes) -> (Upload, watch::Receiver<usize>) {
    let count = Arc::new(watch::Sender::new(0));
    let counted = count.subscribe();
    let parts = stream::iter(0..MESSAGES).map(move |_| {
        count.send_modify(|count| *count += 1);
        Ok(Frame::data(message.clone()))
    });
    (StreamBody::new(parts).boxed_unsync(), counted)
}

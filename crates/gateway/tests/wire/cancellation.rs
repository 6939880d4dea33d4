//! When the caller is gone, so is the handler: its future or its stream is dropped.

use bytes::Bytes;
use http::Version;
use tokio::sync::oneshot;

use crate::support::{Client, Dialect, STREAMS, World, failing, run, uploaded, within};

/// How a caller leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaves {
    /// The connection is closed.
    HangsUp,
    /// The stream is reset; the connection lives on.
    Resets,
}

#[test]
fn of_a_call_that_is_not_answered_yet() {
    check("Wait", |dialect| Some(dialect.message("a")));
}

#[test]
fn of_a_stream_of_responses() {
    check("First", |dialect| Some(dialect.message("a")));
}

#[test]
fn of_a_stream_of_requests() {
    check("Hoard", |_| None);
}

#[test]
fn of_streams_both_ways() {
    check("Talk", |_| None);
}

/// Calls a method by a body, or by one that never ends if there is none.
fn check(method: &str, body: fn(&Dialect) -> Option<Bytes>) {
    for dialect in callers(method) {
        for leaves in [Leaves::HangsUp, Leaves::Resets] {
            // over HTTP/1.1 there is no other way to leave
            if leaves == Leaves::Resets && dialect.version < Version::HTTP_2 {
                continue;
            }
            let what = format!("{method} {dialect:?} {leaves:?}");
            run(within(
                &what,
                leave(method, dialect, leaves, body(&dialect)),
            ));
        }
    }
}

/// Who can call a method; Connect knows unary calls by other content types.
fn callers(method: &str) -> Vec<Dialect> {
    let known = STREAMS.into_iter();
    // over HTTP/1.1, a connection that is not read from tells nothing: only deadlines help there
    let known = known.filter(|it| method != "Hoard" || it.version == Version::HTTP_2);
    let callers = known.map(|dialect| match dialect.media {
        "application/connect+proto" if method == "Wait" => Dialect {
            media: "application/proto",
            ..dialect
        },
        _ => dialect,
    });
    let is_known = |it: &Dialect| method != "Wait" || it.media != "application/connect+json";
    callers.filter(is_known).collect()
}

async fn leave(method: &str, dialect: Dialect, leaves: Leaves, body: Option<Bytes>) {
    let world = World::start().await;
    let mut client = Client::connect(world.address, dialect.version).await;
    let (fail, told) = oneshot::channel();
    let body = match body {
        Some(body) => uploaded(body),
        None => failing(told),
    };
    let request = dialect.request(method, body);
    {
        let mut answer = None;
        let mut calling = Box::pin(client.begin(request));
        tokio::select! {
            response = calling.as_mut() => answer = Some(response.unwrap()),
            () = world.running(1) => {}
        }
        world.running(1).await;
        if leaves == Leaves::HangsUp {
            drop(calling);
            client.hang_up();
        }
        // a stream is reset once neither side of it is wanted any more
        drop((answer, fail));
    }
    world.running(0).await;
}

//! A deadline ends a call wherever it is, and the caller is told so in its own dialect.

use http::{HeaderValue, Request};
use http_body_util::BodyExt as _;
use tokio::time::{Duration, Instant, advance};
use tower::ServiceExt as _;

use crate::support::{
    Answer, Client, Dialect, Handlers, STREAMS, Upload, World, each, gateway, never_ending,
};

const TIMEOUT: Duration = Duration::from_millis(200);
const DEADLINE_EXCEEDED: i32 = 4;

#[test]
fn in_a_stream_of_responses() {
    check("First", &["a"], |dialect| dialect.call("First", "a"));
}

#[test]
fn in_a_stream_of_requests() {
    check("Join", &[], |dialect| {
        dialect.request("Join", never_ending([dialect.message("a")]))
    });
}

#[test]
fn in_the_middle_of_a_message() {
    check("Join", &[], |dialect| {
        let mut message = dialect.message("a message that is cut");
        message.truncate(8);
        dialect.request("Join", never_ending([message]))
    });
}

#[test]
fn with_a_handler_that_does_nothing() {
    check("Hoard", &[], |dialect| {
        dialect.request("Hoard", never_ending([]))
    });
}

#[test]
fn between_requests_and_responses() {
    check("Talk", &["a"], |dialect| {
        dialect.request("Talk", never_ending([dialect.message("a")]))
    });
}

/// Calls with a deadline; checks the messages that came before it.
fn check(method: &str, texts: &[&str], request: fn(&Dialect) -> Request<Upload>) {
    each(&STREAMS, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let start = Instant::now();
        let answer = client
            .send(timed(&dialect, request(&dialect), TIMEOUT))
            .await;
        assert!(start.elapsed() >= TIMEOUT, "{method} {dialect:?}");
        let (found, code) = dialect.read(&answer);
        assert_eq!(code, DEADLINE_EXCEEDED, "{method} {dialect:?}");
        assert_eq!(found, texts, "{method} {dialect:?}");
        world.running(0).await;
    });
}

/// A handler who always has a message at hand is never waited for.
#[tokio::test(start_paused = true)]
async fn in_a_stream_that_never_pauses() {
    for dialect in STREAMS {
        let handlers = Handlers::default();
        let mut request = timed(&dialect, dialect.call("Flood", ""), TIMEOUT);
        *request.version_mut() = dialect.version;
        let response = gateway(&handlers).oneshot(request).await;
        let mut response = response.unwrap();
        let first = response.body_mut().frame().await.unwrap();
        assert!(first.unwrap().is_data());
        advance(2 * TIMEOUT).await;
        Answer::of(response).await;
        let taken = *handlers.taken.borrow();
        assert!(taken < 5, "{dialect:?}: {taken}");
    }
}

/// A deadline that has passed before the call begins: the handler is not even asked.
#[test]
fn before_the_call() {
    each(&STREAMS, |dialect| async move {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let request = timed(&dialect, dialect.call("Flood", ""), Duration::ZERO);
        let answer = client.send(request).await;
        let (texts, code) = dialect.read(&answer);
        assert_eq!((texts.len(), code), (0, DEADLINE_EXCEEDED), "{dialect:?}");
        assert_eq!(*world.handlers.taken.borrow(), 0, "{dialect:?}");
    });
}

fn timed(dialect: &Dialect, mut request: Request<Upload>, timeout: Duration) -> Request<Upload> {
    let (name, value) = dialect.timeout(u32::try_from(timeout.as_millis()).unwrap());
    let value = HeaderValue::try_from(value).unwrap();
    request.headers_mut().insert(name, value);
    request
}

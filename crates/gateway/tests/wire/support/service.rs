//! A service with one method for each way a handler can go about its messages, and counters that
//! tell from outside what its handlers are doing.

use std::{sync::Arc, time::Duration};

use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use portcullis_gateway::{
    Gateway, Limits, Method, Service,
    rest::{Route, Shape},
};
use tokio::sync::watch;
use tonic::{Request, Response, Status, Streaming};

/// Bytes of one message of `Flood`.
pub(crate) const MESSAGE: usize = 64 * 1024;
/// How many of them it has.
pub(crate) const MESSAGES: usize = 10_000;
/// How long a message may take to arrive.
pub(crate) const MESSAGE_TIME: Duration = Duration::from_millis(500);
/// The largest message that is read.
const LIMIT: usize = 1024 * 1024;

/// What the handlers of a service are doing.
#[derive(Clone, Debug)]
pub(crate) struct Handlers {
    /// Messages that `Flood` was asked for.
    pub(crate) taken: Arc<watch::Sender<usize>>,
    /// Handlers, or their streams, that are not dropped yet.
    pub(crate) running: Arc<watch::Sender<usize>>,
}

/// Counts as running until it is dropped.
#[derive(Debug)]
struct Running(Arc<watch::Sender<usize>>);

type Answer<T> = Result<Response<T>, Status>;
type Texts = BoxStream<'static, Result<String, Status>>;

/// The message is a single value, so no field can be bound to path or query.
static TEXT: Shape = Shape { fields: &[] };

/// The gateway around `test.v1.Test`.
pub(crate) fn gateway(handlers: &Handlers) -> Gateway {
    let limits = Limits {
        message: LIMIT,
        message_time: MESSAGE_TIME,
        ..Limits::default()
    };
    let builder = Gateway::builder().service(service(handlers)).limits(limits);
    builder.build().unwrap()
}

const fn route(path: &'static str) -> [Route<String, String>; 1] {
    [Route::new("POST", path, &[], &TEXT).body()]
}

fn service(handlers: &Handlers) -> Service {
    let with = |handlers: &Handlers| handlers.clone();
    let (flood, first, wait) = (with(handlers), with(handlers), with(handlers));
    let (hoard, talk) = (with(handlers), with(handlers));
    Service::new("test.v1.Test")
        .method(Method::unary(
            "Echo",
            route("/v1/Echo"),
            async |request: Request<String>| Ok(Response::new(request.into_inner())),
        ))
        .method(Method::unary(
            "Wait",
            route("/v1/Wait"),
            move |_: Request<String>| wait.clone().wait(),
        ))
        .method(Method::server_streaming(
            "Flood",
            route("/v1/Flood"),
            move |_: Request<String>| flood.clone().flood(),
        ))
        .method(Method::server_streaming(
            "First",
            route("/v1/First"),
            move |request: Request<String>| first.clone().first(request),
        ))
        .method(Method::client_streaming(
            "Hoard",
            route("/v1/Hoard"),
            move |request: Request<Streaming<String>>| hoard.clone().hoard(request),
        ))
        .method(Method::client_streaming("Join", route("/v1/Join"), join))
        .method(Method::bidi_streaming(
            "Talk",
            route("/v1/Talk"),
            move |request: Request<Streaming<String>>| talk.clone().talk(request),
        ))
}

async fn join(request: Request<Streaming<String>>) -> Answer<String> {
    let mut messages = request.into_inner();
    let mut joined = String::new();
    while let Some(message) = messages.message().await? {
        joined.push_str(&message);
    }
    Ok(Response::new(joined))
}

// === impl Handlers ===

impl Default for Handlers {
    fn default() -> Self {
        Self {
            taken: Arc::new(watch::Sender::new(0)),
            running: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Handlers {
    fn run(&self) -> Running {
        self.running.send_modify(|running| *running += 1);
        Running(Arc::clone(&self.running))
    }

    /// Large messages, each at hand as soon as it is asked for.
    async fn flood(self) -> Answer<Texts> {
        let running = self.run();
        let messages = stream::iter(0..MESSAGES).map(move |_| {
            let _ = &running;
            self.taken.send_modify(|taken| *taken += 1);
            Ok("x".repeat(MESSAGE))
        });
        Ok(Response::new(messages.boxed()))
    }

    /// The request's message back, then nothing more for ever.
    async fn first(self, request: Request<String>) -> Answer<Texts> {
        let running = self.run();
        let first = stream::iter([Ok(request.into_inner())]);
        let messages = first.chain(stream::pending()).map(move |message| {
            let _ = &running;
            message
        });
        Ok(Response::new(messages.boxed()))
    }

    async fn wait(self) -> Answer<String> {
        let _running = self.run();
        std::future::pending().await
    }

    /// Reads nothing of what it is sent.
    async fn hoard(self, request: Request<Streaming<String>>) -> Answer<String> {
        let _running = self.run();
        let _messages = request.into_inner();
        std::future::pending().await
    }

    /// Every message back as it comes.
    async fn talk(self, request: Request<Streaming<String>>) -> Answer<Texts> {
        let running = self.run();
        let messages = request.into_inner().map(move |message| {
            let _ = &running;
            message
        });
        Ok(Response::new(messages.boxed()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running -= 1);
    }
}

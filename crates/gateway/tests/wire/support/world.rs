//! The server under test.

use std::{future::Future, net::SocketAddr, time::Duration};

use futures_util::future::join_all;
use portcullis_gateway::{drain::DrainLayer, server::Server};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    time::timeout,
};

use super::{Dialect, Handlers, gateway};

/// Longer than anything takes that comes about at all.
const LONG: Duration = Duration::from_secs(30);
/// Without a sign for so long, nothing is going on.
const QUIET: Duration = Duration::from_millis(500);
/// How long what is left of a request is read for.
const DRAIN: Duration = Duration::from_millis(300);

/// A server at work and what its handlers do.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) handlers: Handlers,
    /// Stops the server when it goes.
    _stop: oneshot::Sender<()>,
}

/// Runs a test.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(test)
}

/// Runs a test for some dialects, at the same time.
pub(crate) fn each<'d, F>(
    dialects: impl IntoIterator<Item = &'d Dialect>,
    test: impl Fn(Dialect) -> F,
) where
    F: Future<Output = ()>,
{
    let tests = dialects.into_iter().map(|dialect| {
        let what = format!("{dialect:?}");
        let test = test(*dialect);
        async move { within(&what, test).await }
    });
    run(join_all(tests));
}

/// What must come about sooner or later.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let ended = timeout(LONG, future).await;
    ended.unwrap_or_else(|_| panic!("{what}: never"))
}

// === impl World ===

impl World {
    pub(crate) async fn start() -> Self {
        let handlers = Handlers::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = Server::new(gateway(&handlers))
            .early_answers(DrainLayer::new().max_time(DRAIN))
            .drain(Duration::ZERO);
        tokio::spawn(server.serve(listener, async move { drop(stopped.await) }));
        Self {
            address,
            handlers,
            _stop: stop,
        }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Waits until so many handlers are running.
    pub(crate) async fn running(&self, wanted: usize) {
        let mut running = self.handlers.running.subscribe();
        running
            .wait_for(|running| *running == wanted)
            .await
            .unwrap();
    }

    /// How far a counter gets before it stops.
    pub(crate) async fn comes_to_rest(mut counter: watch::Receiver<usize>) -> usize {
        while timeout(QUIET, counter.changed()).await.is_ok() {}
        *counter.borrow()
    }
}

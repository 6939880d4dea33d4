//! From the listener to connections, until told to stop.

use std::{convert::Infallible, future::Future, io, sync::Arc, time::Duration};

use http::{Request, Response};
use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower_service::Service;

use super::{RequestBody, Server, connection::Connections};
use crate::body::BoxError;

/// Places for connections.
struct Places {
    free: Arc<Semaphore>,
    number: usize,
    ran_out: bool,
}

/// Pause after the system could not accept, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn serve<S, B>(
    server: Server<S>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let mut places = Places::new(server.settings.max_connections);
    let drain = server.settings.drain;
    let (stop, stopped) = watch::channel(false);
    let connections = Connections::new(server, stopped);
    let mut running = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = places.take().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            next = next => next,
            // Only so that it does not pile up.
            Some(_) = running.join_next() => continue,
            () = &mut shutdown => break,
        };
        match accepted {
            Ok((stream, address)) => {
                let connections = connections.clone();
                running.spawn(async move {
                    connections.serve(stream, address).await;
                    drop(place);
                });
            }
            Err(error) => pause_after(&error).await,
        }
    }
    drop(listener);
    tracing::info!("stopping, running calls have {drain:?} to finish");
    stop.send_replace(true);
    let all = async { while running.join_next().await.is_some() {} };
    if timeout(drain, all).await.is_err() {
        running.shutdown().await;
        tracing::warn!("ended calls that were still running after {drain:?}");
    }
}

/// A connection that broke before it was accepted costs nothing; anything else is a shortage
/// that passes, and asking again at once would only burn time.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        return;
    }
    tracing::error!("cannot accept connections: {error}");
    sleep(ACCEPT_PAUSE).await;
}

// === impl Places ===

impl Places {
    fn new(number: usize) -> Self {
        let number = number.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(number)),
            number,
            ran_out: false,
        }
    }

    /// The next free place. That there is none is told once: whoever fills them does so again.
    async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        if self.free.available_permits() == 0 && !self.ran_out {
            self.ran_out = true;
            let number = self.number;
            tracing::warn!("all {number} connections are in use, further ones wait");
        }
        // Never closed, so this waits for a place and nothing else.
        Arc::clone(&self.free).acquire_owned().await.ok()
    }
}

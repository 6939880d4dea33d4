//! The listener: connections in, plain or TLS, HTTP/1.1 or HTTP/2, until told to stop.
//!
//! Knows nothing of what is served.

mod preface;
#[cfg(test)]
mod tests;

use std::{convert::Infallible, future::Future, io, sync::Arc, time::Duration};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use self::preface::Preface;

/// Places for connections.
struct Places {
    free: Arc<Semaphore>,
    ran_out: bool,
}

/// How long a TLS handshake, the first sign of a version of HTTP, or the head of an HTTP/1.1
/// request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How often an idle HTTP/2 peer is asked whether it is still there, and how long it may take.
const PING_INTERVAL: Duration = Duration::from_secs(60);
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// Calls that one HTTP/2 connection may have running.
const STREAMS_PER_CONNECTION: u32 = 256;
/// Bytes of all headers of a request, over HTTP/1.1 with its first line.
const HEADERS_MAX: u32 = 64 * 1024;
/// Connections at a time; more wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 10_000;
/// Pause after the system could not accept, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `service` on every connection until `shutdown`, then waits at most `drain` for what
/// runs and ends the rest.
pub(crate) async fn serve<S, B>(
    listener: TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    service: S,
    drain: Duration,
    shutdown: impl Future<Output = ()>,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut places = Places::new(CONNECTIONS_MAX);
    let graceful = GracefulShutdown::new();
    let tls = tls.map(TlsAcceptor::from);
    let service = TowerToHyperService::new(service);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = places.take().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let (service, tls, watcher) = (service.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            let _ = stream.set_nodelay(true);
            match tls {
                None => drive(stream, service, watcher).await,
                Some(tls) => match handshake(&tls, stream).await {
                    Ok(stream) => drive(stream, service, watcher).await,
                    Err(error) => tracing::debug!("TLS handshake failed: {error}"),
                },
            }
        });
    }
    drop(listener);
    tracing::info!("stopping, running calls have {drain:?} to finish");
    if timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("ended calls that were still running after {drain:?}");
    }
}

async fn handshake(
    tls: &TlsAcceptor,
    stream: TcpStream,
) -> io::Result<tokio_rustls::server::TlsStream<TcpStream>> {
    timeout(HEAD_TIMEOUT, tls.accept(stream))
        .await
        .unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut)))
}

async fn drive<I, S, B>(
    io: I,
    service: TowerToHyperService<S>,
    watcher: hyper_util::server::graceful::Watcher,
) where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEADERS_MAX as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(STREAMS_PER_CONNECTION)
        .max_header_list_size(HEADERS_MAX);
    let io = TokioIo::new(Preface::within(HEAD_TIMEOUT, io));
    let connection = builder.serve_connection(io, service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!("connection ended: {error}");
    }
}

// === impl Places ===

impl Places {
    fn new(number: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(number)),
            ran_out: false,
        }
    }

    /// The next free place. That there is none is told once: whoever fills them does so again.
    async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        if self.free.available_permits() == 0 && !self.ran_out {
            self.ran_out = true;
            tracing::warn!("all {CONNECTIONS_MAX} connections are in use, further ones wait");
        }
        // Never closed, so this waits for a place and nothing else.
        Arc::clone(&self.free).acquire_owned().await.ok()
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

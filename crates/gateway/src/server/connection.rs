//! One connection, from its first byte to its last.

use std::{
    convert::Infallible,
    hash::{BuildHasher as _, RandomState},
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use http::{Request, Response};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tower_layer::Layer as _;
use tower_service::Service;

use super::{
    MaxAge, RequestBody, Server, Settings,
    head_limit::{self, HeadLimit},
    peer::{Peer, WithPeer},
    preface::Preface,
    write_timeout::WriteTimeout,
};
use crate::body::BoxError;

/// What all connections of a server have in common.
pub(super) struct Connections<S> {
    service: S,
    http: Arc<Builder<TokioExecutor>>,
    settings: Arc<Settings>,
    /// Turns true when the server stops.
    stopped: watch::Receiver<bool>,
}

/// Streams that a client reset before they were looked at, and that this side had to reset: who
/// causes more of either is flooding, and loses the connection.
const PENDING_RESETS_MAX: usize = 20;
const LOCAL_RESETS_MAX: usize = 1024;

// === impl Connections ===

impl<S: Clone> Clone for Connections<S> {
    fn clone(&self) -> Self {
        Self {
            service: self.service.clone(),
            http: Arc::clone(&self.http),
            settings: Arc::clone(&self.settings),
            stopped: self.stopped.clone(),
        }
    }
}

impl<S> Connections<S> {
    pub(super) fn new(server: Server<S>, stopped: watch::Receiver<bool>) -> Self {
        Self {
            service: server.service,
            http: Arc::new(http(&server.settings)),
            settings: Arc::new(server.settings),
            stopped,
        }
    }
}

impl<S, B> Connections<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    pub(super) async fn serve(self, stream: TcpStream, address: SocketAddr) {
        let _ = stream.set_nodelay(true);
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.settings.tls {
            let tls = tokio_rustls::TlsAcceptor::from(Arc::clone(tls));
            let limit = self.settings.head_timeout;
            let mut stopped = self.stopped.clone();
            let accepted = tokio::select! {
                accepted = timeout(limit, tls.accept(stream)) => accepted,
                // whoever has said nothing yet loses nothing
                _ = stopped.wait_for(|stopped| *stopped) => return,
            };
            match accepted {
                Ok(Ok(stream)) => {
                    let certificates = stream.get_ref().1.peer_certificates();
                    let peer = Peer::with_certificates(address, certificates);
                    self.drive(stream, peer).await;
                }
                Ok(Err(error)) => tracing::debug!("TLS handshake failed: {error}"),
                Err(_) => tracing::debug!("TLS handshake took longer than {limit:?}"),
            }
            return;
        }
        self.drive(stream, Peer::new(address)).await;
    }

    async fn drive<I>(mut self, io: I, peer: Peer)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = self.settings.early_answers.layer(self.service);
        let service = HeadLimit::new(self.settings.header_limit, WithPeer::new(service, peer));
        let service = TowerToHyperService::new(service);
        let io = Preface::within(self.settings.head_timeout, io);
        let io = TokioIo::new(WriteTimeout::new(self.settings.write_timeout, io));
        let mut connection = pin!(self.http.serve_connection(io, service));
        let max_age = self.settings.max_age;
        let grace = tokio::select! {
            ended = connection.as_mut() => return tell(ended),
            grace = outlive(max_age) => grace,
            // An error means that the server is gone, which comes to the same.
            _ = self.stopped.wait_for(|stopped| *stopped) => Duration::MAX,
        };
        connection.as_mut().graceful_shutdown();
        match timeout(grace, connection).await {
            Ok(ended) => tell(ended),
            Err(_) => tracing::debug!("connection ended: older than it may get"),
        }
    }
}

fn http(settings: &Settings) -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.head_timeout)
        .max_buf_size(head_limit::buffer(settings.header_limit));
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.max_streams)
        .max_header_list_size(settings.header_limit)
        .max_pending_accept_reset_streams(PENDING_RESETS_MAX)
        .max_local_error_reset_streams(LOCAL_RESETS_MAX);
    http.http2()
        .keep_alive_interval(settings.keepalive.interval)
        .keep_alive_timeout(settings.keepalive.timeout);
    http
}

/// Waits as long as a connection may live; then tells how much longer its calls may.
async fn outlive(max_age: Option<MaxAge>) -> Duration {
    let Some(MaxAge { age, grace }) = max_age else {
        return std::future::pending().await;
    };
    sleep(with_jitter(age)).await;
    grace
}

/// Up to a tenth more or less.
fn with_jitter(age: Duration) -> Duration {
    // Randomly keyed for every one.
    let chance = RandomState::new().hash_one(()) % 1000;
    let step = age / 5000;
    let more = step.saturating_mul(u32::try_from(chance).unwrap_or(0));
    (age - age / 10).saturating_add(more)
}

fn tell(ended: Result<(), BoxError>) {
    if let Err(error) = ended {
        tracing::debug!("connection ended: {error}");
    }
}

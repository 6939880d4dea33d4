//! The listener: connections in, plain or TLS, HTTP/1.1 or HTTP/2, until told to stop.
//!
//! Both versions of HTTP are served on the same port: over TLS by ALPN, in plain text by what the
//! client says first ("prior knowledge"). Every part of a connection's life has a bound; each
//! setter of [`Server`] says what it is without being called.
//!
//! An early answer over HTTP/1.1 waits until the rest of its request is in ([`drain`](crate::drain)
//! says why and how long).
//!
//! Handlers find out whom they talk to by the [`Peer`] among the extensions of a request. What is
//! served is none of this module's business.
//!
//! ```no_run
//! # use std::{convert::Infallible, time::Duration};
//! # use portcullis_gateway::{Body, server::{RequestBody, Server}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! # let service = tower::service_fn(|_: http::Request<RequestBody>| async {
//! #     Ok::<_, Infallible>(http::Response::new(Body::empty()))
//! # });
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! Server::new(service)
//!     .max_connection_age(Duration::from_secs(3600), Duration::from_secs(30))
//!     .serve(listener, std::future::pending())
//!     .await;
//! # Ok(())
//! # }
//! ```

mod accept;
mod connection;
mod head_limit;
mod peer;
mod preface;
#[cfg(test)]
mod tests;
mod write_timeout;

use std::{convert::Infallible, future::Future, time::Duration};

use http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tower_service::Service;

use crate::{
    body::BoxError,
    drain::{DrainBody, DrainLayer},
};

pub use self::peer::Peer;

/// The body of a request as the service gets it.
pub type RequestBody = DrainBody<Incoming>;

/// Serves one [`tower`](tower_service) service on every connection of a listener.
#[derive(Clone, Debug)]
pub struct Server<S> {
    service: S,
    settings: Settings,
}

/// All but the service.
#[derive(Clone, Debug)]
struct Settings {
    head_timeout: Duration,
    header_limit: u32,
    keepalive: Keepalive,
    write_timeout: Duration,
    max_age: Option<MaxAge>,
    max_connections: usize,
    max_streams: u32,
    early_answers: DrainLayer,
    drain: Duration,
    #[cfg(feature = "tls")]
    tls: Option<std::sync::Arc<rustls::ServerConfig>>,
}

#[derive(Clone, Copy, Debug)]
struct Keepalive {
    interval: Duration,
    timeout: Duration,
}

#[derive(Clone, Copy, Debug)]
struct MaxAge {
    age: Duration,
    grace: Duration,
}

/// The least that hyper reads headers of HTTP/1.1 into.
const HEADER_LIMIT_MIN: u32 = 8 * 1024;

// === impl Server ===

impl<S> Server<S> {
    /// A server in plain text, with the limits below.
    pub fn new(service: S) -> Self {
        Self {
            service,
            settings: Settings::default(),
        }
    }

    /// Serves TLS instead of plain text.
    ///
    /// Unless the settings name protocols for ALPN, clients are offered HTTP/2 and HTTP/1.1.
    /// Whether they need a certificate is for the settings to say.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, mut config: std::sync::Arc<rustls::ServerConfig>) -> Self {
        if config.alpn_protocols.is_empty() {
            let config = std::sync::Arc::make_mut(&mut config);
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        self.settings.tls = Some(config);
        self
    }

    /// How long a TLS handshake, the first sign of a version of HTTP, or the head of an HTTP/1.1
    /// request may take, and an HTTP/1.1 connection may be idle. 30 seconds.
    #[must_use]
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.settings.head_timeout = timeout;
        self
    }

    /// Bytes of all headers of a request, over HTTP/1.1 with its first line; at least 8 KiB.
    /// 64 KiB.
    #[must_use]
    pub fn header_limit(mut self, bytes: u32) -> Self {
        self.settings.header_limit = bytes.max(HEADER_LIMIT_MIN);
        self
    }

    /// How long a peer that reads nothing may keep an answer waiting: 2 minutes. Then the connection
    /// is closed. Over HTTP/2 this is about the connection; one stream may wait as long as the peer
    /// wants, within [`max_connection_age`](Self::max_connection_age).
    #[must_use]
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.settings.write_timeout = timeout;
        self
    }

    /// How often an HTTP/2 peer who says nothing is asked whether it is still there, and how long
    /// it may take to answer. A minute, and 20 seconds.
    #[must_use]
    pub fn http2_keepalive(mut self, interval: Duration, timeout: Duration) -> Self {
        self.settings.keepalive = Keepalive { interval, timeout };
        self
    }

    /// After which time a connection takes no further requests, so that clients spread anew over
    /// servers, and how long those that run may take then. No limit.
    ///
    /// Up to a tenth more or less, by chance: clients that came together need not come back so.
    #[must_use]
    pub fn max_connection_age(mut self, age: Duration, grace: Duration) -> Self {
        self.settings.max_age = Some(MaxAge { age, grace });
        self
    }

    /// Connections at a time; more wait in the kernel's queue. At least one; 10,000.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.settings.max_connections = connections.max(1);
        self
    }

    /// Calls that one HTTP/2 connection may have running. 256.
    #[must_use]
    pub fn max_streams(mut self, streams: u32) -> Self {
        self.settings.max_streams = streams;
        self
    }

    /// How much is read of an HTTP/1.1 request whose answer is decided, and how long that may take.
    /// 8 MiB, and 5 seconds.
    #[must_use]
    pub fn early_answers(mut self, limits: DrainLayer) -> Self {
        self.settings.early_answers = limits;
        self
    }

    /// How long calls may go on that run when the server is told to stop. 30 seconds.
    #[must_use]
    pub fn drain(mut self, limit: Duration) -> Self {
        self.settings.drain = limit;
        self
    }

    /// Serves until `shutdown`, then lets running calls finish and ends what takes too long.
    ///
    /// Clients are told of it, over HTTP/2 by GOAWAY, over HTTP/1.1 by `connection: close`.
    pub async fn serve<B>(self, listener: TcpListener, shutdown: impl Future<Output = ()>)
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
        accept::serve(self, listener, shutdown).await;
    }
}

// === impl Settings ===

impl Default for Settings {
    fn default() -> Self {
        Self {
            head_timeout: Duration::from_secs(30),
            header_limit: 64 * 1024,
            keepalive: Keepalive {
                interval: Duration::from_secs(60),
                timeout: Duration::from_secs(20),
            },
            write_timeout: Duration::from_secs(120),
            max_age: None,
            max_connections: 10_000,
            max_streams: 256,
            early_answers: DrainLayer::new(),
            drain: Duration::from_secs(30),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

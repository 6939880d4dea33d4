//! Who is on the other side of a connection.

use std::{
    net::SocketAddr,
    task::{Context, Poll},
};

use http::Request;
use tower_service::Service;

#[cfg(feature = "tls")]
use rustls::pki_types::CertificateDer;

/// The other side of a connection; handlers find it among the extensions of a request.
#[derive(Clone, Debug)]
pub struct Peer {
    address: SocketAddr,
    #[cfg(feature = "tls")]
    certificates: std::sync::Arc<[CertificateDer<'static>]>,
}

/// Adds the peer to each request of a connection.
#[derive(Clone, Debug)]
pub(super) struct WithPeer<S> {
    inner: S,
    peer: Peer,
}

// === impl Peer ===

impl Peer {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            #[cfg(feature = "tls")]
            certificates: [].into(),
        }
    }

    #[cfg(feature = "tls")]
    pub(super) fn with_certificates(
        address: SocketAddr,
        certificates: Option<&[CertificateDer<'static>]>,
    ) -> Self {
        Self {
            address,
            certificates: certificates.unwrap_or_default().into(),
        }
    }

    /// Where the connection comes from.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The chain of certificates that the client showed, its own first; empty if it showed none.
    ///
    /// They are verified as the settings of TLS demand.
    #[cfg(feature = "tls")]
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }
}

// === impl WithPeer ===

impl<S> WithPeer<S> {
    pub(super) fn new(inner: S, peer: Peer) -> Self {
        Self { inner, peer }
    }
}

impl<S, B> Service<Request<B>> for WithPeer<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(self.peer.clone());
        self.inner.call(request)
    }
}

//! One HTTP exchange on one fresh connection, in whichever HTTP version; knows nothing of RPCs.

use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::ServerName},
};

/// A whole HTTP answer; `broken` says how the body ended when it did not end well.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: HeaderMap,
    pub(crate) broken: Option<String>,
}

/// An answer whose body is still to come; dropped, it is cancelled.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Incoming,
    /// Drives the connection until it is dropped.
    _connection: JoinSet<hyper::Result<()>>,
}

// === impl Stream ===

impl Stream {
    /// Sends a request over HTTP/1.1 and waits for the head of the answer.
    pub(crate) async fn h1(addr: SocketAddr, mut request: Request<Bytes>) -> Self {
        let host = addr.to_string().parse().unwrap();
        request.headers_mut().insert("host", host);
        let io = TokioIo::new(connect(addr).await);
        let (mut sender, connection) = conn::http1::handshake(io).await.unwrap();
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let answer = sender.send_request(request.map(Full::new)).await;
        Self::new(answer.unwrap(), driver)
    }

    /// Sends a request over HTTP/2 and waits for the head of the answer.
    pub(crate) async fn h2(addr: SocketAddr, mut request: Request<Bytes>) -> Self {
        make_absolute(&mut request, "http", addr);
        let io = TokioIo::new(connect(addr).await);
        let (mut sender, connection) = conn::http2::handshake(TokioExecutor::new(), io)
            .await
            .unwrap();
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let answer = sender.send_request(request.map(Full::new)).await;
        Self::new(answer.unwrap(), driver)
    }

    fn new(answer: http::Response<Incoming>, driver: JoinSet<hyper::Result<()>>) -> Self {
        let (head, body) = answer.into_parts();
        Self {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            _connection: driver,
        }
    }
}

// === impl Reply ===

impl Reply {
    /// The header's value as text, empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; a body that is none comes back as a string.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| self.text().into())
    }
}

/// Sends a request over HTTP/1.1; the URI may be a bare path.
pub(crate) async fn h1(addr: SocketAddr, request: Request<Bytes>) -> Reply {
    over_h1(connect(addr).await, addr, request).await
}

/// Sends a request over HTTP/2 without upgrade; the URI may be a bare path.
pub(crate) async fn h2(addr: SocketAddr, request: Request<Bytes>) -> Reply {
    over_h2(connect(addr).await, "http", addr, request).await
}

/// Sends a request over TLS and HTTP/1.1, trusting only the given certificate.
pub(crate) async fn tls_h1(
    addr: SocketAddr,
    certificate: &CertificateDer<'static>,
    alpn: &[&str],
    request: Request<Bytes>,
) -> Reply {
    over_h1(connect_tls(addr, certificate, alpn).await, addr, request).await
}

/// Sends a request over TLS and HTTP/2, trusting only the given certificate.
pub(crate) async fn tls_h2(
    addr: SocketAddr,
    certificate: &CertificateDer<'static>,
    request: Request<Bytes>,
) -> Reply {
    let stream = connect_tls(addr, certificate, &["h2"]).await;
    over_h2(stream, "https", addr, request).await
}

/// Writes the bytes as they are and returns all that comes back until the server closes.
pub(crate) async fn raw(addr: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(addr).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A reset after the answer is the server's way to close on a caller that still writes.
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

async fn connect(addr: SocketAddr) -> TcpStream {
    TcpStream::connect(addr).await.unwrap()
}

async fn connect_tls(
    addr: SocketAddr,
    certificate: &CertificateDer<'static>,
    alpn: &[&str],
) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let mut config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(std::sync::Arc::new(config))
        .connect(name, connect(addr).await)
        .await
        .unwrap()
}

async fn over_h1<S>(stream: S, addr: SocketAddr, mut request: Request<Bytes>) -> Reply
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    if !request.headers().contains_key("host") {
        let host = addr.to_string().parse().unwrap();
        request.headers_mut().insert("host", host);
    }
    let (mut sender, connection) = conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let reply = collect(sender.send_request(request.map(Full::new)).await).await;
    driver.abort();
    reply
}

async fn over_h2<S>(stream: S, scheme: &str, addr: SocketAddr, mut request: Request<Bytes>) -> Reply
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    make_absolute(&mut request, scheme, addr);
    let (mut sender, connection) =
        conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let driver = tokio::spawn(connection);
    let reply = collect(sender.send_request(request.map(Full::new)).await).await;
    driver.abort();
    reply
}

fn make_absolute(request: &mut Request<Bytes>, scheme: &str, addr: SocketAddr) {
    let path = request.uri().path_and_query().unwrap().clone();
    *request.uri_mut() = Uri::builder()
        .scheme(scheme)
        .authority(addr.to_string())
        .path_and_query(path)
        .build()
        .unwrap();
}

async fn collect(response: hyper::Result<http::Response<Incoming>>) -> Reply {
    let (head, mut body) = match response {
        Ok(response) => response.into_parts(),
        Err(error) => {
            return Reply {
                broken: Some(format!("no answer: {error}")),
                ..Reply::default()
            };
        }
    };
    let mut reply = Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        ..Reply::default()
    };
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(data)) => bytes.extend_from_slice(&data),
            Ok(Err(frame)) => reply.trailers = frame.into_trailers().unwrap_or_default(),
            Err(error) => reply.broken = Some(format!("body cut: {error}")),
        }
    }
    reply.body = bytes.freeze();
    reply
}

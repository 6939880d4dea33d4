//! Servers to be called.

use std::{
    convert::Infallible,
    io::Write as _,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    body::{Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

type Body = BoxBody<Bytes, Infallible>;

/// Answers like the servers that scripts call, and notes what it was asked for.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    pub(super) connections: Arc<AtomicUsize>,
    /// Pieces of endless bodies that were asked for.
    pub(super) pieces: Arc<AtomicUsize>,
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

pub(super) const PIECE: usize = 64 * 1024;

impl Server {
    pub(super) async fn start() -> Self {
        Self::start_with(None).await
    }

    pub(super) async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
            pieces: Arc::default(),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepting.connections.fetch_add(1, Ordering::Relaxed);
                let server = accepting.clone();
                match tls.clone() {
                    None => drop(tokio::spawn(server.serve(stream))),
                    Some(tls) => drop(tokio::spawn(async move {
                        if let Ok(stream) = tls.accept(stream).await {
                            server.serve(stream).await;
                        }
                    })),
                }
            }
        });
        server
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// What it was asked for, without the headers of each request.
    pub(super) fn seen(&self) -> Vec<Seen> {
        let mut seen = self.seen.lock().unwrap().clone();
        for seen in &mut seen {
            seen.headers.retain(|(name, _)| {
                !["host", "user-agent", "accept-encoding", "content-length"]
                    .contains(&name.as_str())
            });
        }
        seen
    }

    /// The last request's value of a header.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let seen = self.seen.lock().unwrap();
        let headers = &seen.last().unwrap().headers;
        let found = headers.iter().find(|header| header.0 == name);
        found.map(|header| header.1.clone())
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(self, stream: S) {
        let service = service_fn(|request| self.answer(request));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        drop(connection.await);
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let (head, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map(|body| body.to_bytes())
            .unwrap_or_default();
        let path = head.uri.path_and_query().unwrap().as_str().to_owned();
        self.seen.lock().unwrap().push(Seen {
            method: head.method.to_string(),
            path: path.clone(),
            headers: pairs(&head.headers),
            body: String::from_utf8_lossy(&body).into_owned(),
        });
        let query = head.uri.query().unwrap_or_default();
        Ok(self.route(head.uri.path(), query).await)
    }

    async fn route(&self, path: &str, query: &str) -> Response<Body> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["text"] => response(200, "plain text\n"),
            ["empty"] => response(204, ""),
            ["status", status] => response(status.parse().unwrap(), path.to_owned()),
            ["close"] => with(response(200, "closed"), "connection", "close"),
            ["cookies"] => {
                let cookies = with(response(200, ""), "set-cookie", "a=1");
                with(with(cookies, "set-cookie", "b=2"), "etag", "x")
            }
            ["bytes"] => response(200, &b"a\xffb"[..]),
            ["redirect"] => match query.trim_start_matches("n=").parse::<u32>().unwrap() {
                0 => response(200, "\"arrived\""),
                n => to(302, &format!("/redirect?n={}", n - 1)),
            },
            ["to", status] => to(status.parse().unwrap(), &decoded(query)),
            ["hang"] => std::future::pending().await,
            ["stall"] => Response::new(streamed(stream::pending())),
            ["endless"] => Response::new(self.pieces(usize::MAX)),
            ["hundred"] => Response::new(self.pieces(100 * 1024 * 1024 / PIECE)),
            ["sized"] => response(200, vec![b'a'; 30]),
            ["gzip"] => gzip(b"packed"),
            ["bomb"] => gzip(&vec![0; 8 * 1024 * 1024]),
            ["not-gzip"] => with(
                response(200, "nothing is packed"),
                "content-encoding",
                "gzip",
            ),
            ["cut-gzip"] => {
                let whole = gzip(b"packed")
                    .into_body()
                    .collect()
                    .await
                    .unwrap()
                    .to_bytes();
                let cut = response(200, whole.slice(..whole.len() - 4));
                with(cut, "content-encoding", "gzip")
            }
            _ => response(404, r#"{"error":"not found"}"#),
        }
    }

    fn pieces(&self, count: usize) -> Body {
        let pieces = Arc::clone(&self.pieces);
        let piece = move |_| {
            pieces.fetch_add(1, Ordering::Relaxed);
            Bytes::from(vec![b'a'; PIECE])
        };
        streamed(stream::iter(0..count).map(piece))
    }
}

fn response(status: u16, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()).boxed());
    *response.status_mut() = status.try_into().unwrap();
    response
}

fn with(mut response: Response<Body>, name: &'static str, value: &str) -> Response<Body> {
    response.headers_mut().append(name, value.parse().unwrap());
    response
}

fn to(status: u16, location: &str) -> Response<Body> {
    with(response(status, "moved"), "location", location)
}

fn gzip(data: &[u8]) -> Response<Body> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    with(
        response(200, encoder.finish().unwrap()),
        "content-encoding",
        "GZIP",
    )
}

fn streamed(data: impl stream::Stream<Item = Bytes> + Send + Sync + 'static) -> Body {
    BodyExt::boxed(StreamBody::new(data.map(|data| Ok(Frame::data(data)))))
}

fn decoded(query: &str) -> String {
    percent_encoding::percent_decode_str(query)
        .decode_utf8_lossy()
        .into_owned()
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

/// Answers the requests of each connection with these texts, then closes it; gives the address and
/// what was read.
pub(super) async fn raw(connections: Vec<Vec<&'static str>>) -> (SocketAddr, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let read: Arc<Mutex<String>> = Arc::default();
    let noted = Arc::clone(&read);
    tokio::spawn(async move {
        for answers in connections {
            let (mut stream, _) = listener.accept().await.unwrap();
            for answer in answers {
                let request = request(&mut stream).await;
                noted.lock().unwrap().push_str(&request);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    (address, read)
}

/// A request without a body.
async fn request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            break;
        };
        request.push(byte);
    }
    String::from_utf8(request).unwrap()
}

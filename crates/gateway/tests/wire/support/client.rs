//! A caller on one connection, over either version of HTTP.

use std::{
    io,
    net::{Shutdown, SocketAddr},
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, Request, Response, Uri, Version, response::Parts};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    body::{Frame, Incoming},
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpStream, sync::oneshot};

/// The flow-control window of one stream; the connection's is larger.
const WINDOW: u32 = 64 * 1024;

/// A request body.
pub(crate) type Upload = UnsyncBoxBody<Bytes, io::Error>;

/// One connection.
#[derive(Debug)]
pub(crate) struct Client {
    address: SocketAddr,
    sender: Sender,
    /// The same socket once more, to close it whoever else still holds it.
    socket: std::net::TcpStream,
}

#[derive(Debug)]
enum Sender {
    Http1(http1::SendRequest<Upload>),
    Http2(http2::SendRequest<Upload>),
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: Parts,
    pub(crate) body: Bytes,
    pub(crate) trailers: HeaderMap,
    pub(crate) broken: Option<String>,
}

/// A body that is sent at once.
pub(crate) fn uploaded(bytes: Bytes) -> Upload {
    Full::new(bytes)
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// A body that begins with these parts and never ends.
pub(crate) fn never_ending(
    parts: impl IntoIterator<Item = Bytes, IntoIter: Send + 'static>,
) -> Upload {
    let parts = stream::iter(parts).map(|part| Ok(Frame::data(part)));
    StreamBody::new(parts.chain(stream::pending())).boxed_unsync()
}

/// A body that never begins, and fails when told so.
pub(crate) fn failing(told: oneshot::Receiver<()>) -> Upload {
    let failed = stream::once(async {
        let _ = told.await;
        Err(io::Error::other("told so"))
    });
    StreamBody::new(failed).boxed_unsync()
}

// === impl Client ===

impl Client {
    pub(crate) async fn connect(address: SocketAddr, version: Version) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let stream = stream.into_std().unwrap();
        let socket = stream.try_clone().unwrap();
        let stream = TokioIo::new(TcpStream::from_std(stream).unwrap());
        let sender = if version == Version::HTTP_2 {
            let handshake = http2::Builder::new(TokioExecutor::new())
                .initial_stream_window_size(WINDOW)
                .initial_connection_window_size(16 * WINDOW)
                .handshake(stream);
            let (sender, connection) = handshake.await.unwrap();
            tokio::spawn(async { drop(connection.await) });
            Sender::Http2(sender)
        } else {
            let (sender, connection) = http1::handshake(stream).await.unwrap();
            tokio::spawn(async { drop(connection.await) });
            Sender::Http1(sender)
        };
        Self {
            address,
            sender,
            socket,
        }
    }

    /// Sends a request; the answer's body is left to read.
    pub(crate) async fn begin(
        &mut self,
        mut request: Request<Upload>,
    ) -> hyper::Result<Response<Incoming>> {
        match &mut self.sender {
            Sender::Http1(sender) => {
                let host = self.address.to_string().parse().unwrap();
                request.headers_mut().insert("host", host);
                sender.send_request(request).await
            }
            Sender::Http2(sender) => {
                let path = request.uri().path_and_query().unwrap().clone();
                let uri = Uri::builder().scheme("http").path_and_query(path);
                let uri = uri.authority(self.address.to_string());
                *request.uri_mut() = uri.build().unwrap();
                sender.send_request(request).await
            }
        }
    }

    pub(crate) async fn send(&mut self, request: Request<Upload>) -> Answer {
        Answer::of(self.begin(request).await.unwrap()).await
    }

    /// Leaves without a word.
    pub(crate) fn hang_up(self) {
        self.socket.shutdown(Shutdown::Both).unwrap();
    }
}

// === impl Answer ===

impl Answer {
    pub(crate) async fn of<B>(response: Response<B>) -> Self
    where
        B: http_body::Body<Data = Bytes, Error: std::fmt::Display> + Unpin,
    {
        let (head, mut incoming) = response.into_parts();
        let mut body = BytesMut::new();
        let mut answer = Self {
            head,
            body: Bytes::new(),
            trailers: HeaderMap::new(),
            broken: None,
        };
        while let Some(frame) = incoming.frame().await {
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => body.extend_from_slice(&data),
                Ok(Err(frame)) => answer.trailers = frame.into_trailers().unwrap_or_default(),
                Err(error) => {
                    answer.broken = Some(error.to_string());
                    break;
                }
            }
        }
        answer.body = body.freeze();
        answer
    }
}

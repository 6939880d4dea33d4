//! One connection to the target: HTTP/1.1 kept alive, or HTTP/2 shared by several callers.

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

/// A request with its whole body.
pub type Call = Request<Full<Bytes>>;

/// An answer read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub trailers: HeaderMap,
}

/// The sending half.
pub enum Connection {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Connection {
    pub async fn http1(address: &str) -> anyhow::Result<Self> {
        let (sender, connection) = http1::handshake(TokioIo::new(connect(address).await?)).await?;
        tokio::spawn(connection);
        Ok(Self::Http1(sender))
    }

    pub async fn http2(address: &str) -> anyhow::Result<Self> {
        let stream = TokioIo::new(connect(address).await?);
        let (sender, connection) = http2::handshake(TokioExecutor::new(), stream).await?;
        tokio::spawn(connection);
        Ok(Self::Http2(sender))
    }

    /// Another caller on the same connection; HTTP/1.1 has room for one alone.
    pub fn share(&self) -> anyhow::Result<Self> {
        match self {
            Self::Http1(_) => anyhow::bail!("HTTP/1.1 carries one call at a time"),
            Self::Http2(sender) => Ok(Self::Http2(sender.clone())),
        }
    }

    pub async fn call(&mut self, call: Call) -> anyhow::Result<Answer> {
        let response = match self {
            Self::Http1(sender) => {
                sender.ready().await?;
                sender.send_request(call).await?
            }
            Self::Http2(sender) => {
                sender.ready().await?;
                sender.send_request(call).await?
            }
        };
        let (head, body) = response.into_parts();
        let collected = body.collect().await?;
        let trailers = collected.trailers().cloned().unwrap_or_default();
        let body = collected.to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
            trailers,
        })
    }
}

async fn connect(address: &str) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address)
        .await
        .with_context(|| address.to_owned())?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

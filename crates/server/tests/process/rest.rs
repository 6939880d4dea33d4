//! A REST caller, as small as the tests of the process need.

use std::{io, net::SocketAddr};

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// A caller with a token.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    addr: SocketAddr,
    token: String,
}

/// Status and body of an answer.
pub(crate) type Answer = (u16, Value);

// === impl Api ===

impl Api {
    pub(crate) fn new(addr: SocketAddr, token: &str) -> Self {
        let token = token.to_owned();
        Self { addr, token }
    }

    /// A call of the management API; an error means that no whole answer came.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> io::Result<Answer> {
        self.send(method, &format!("/management/v1{path}"), body)
            .await
    }

    /// One call on its own connection.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> io::Result<Answer> {
        let stream = TcpStream::connect(self.addr).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.addr.to_string())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(io::Error::other)?;
        let response = sender
            .send_request(request)
            .await
            .map_err(io::Error::other)?;
        let status = response.status().as_u16();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(io::Error::other)?;
        Ok((status, serde_json::from_slice(&body.to_bytes())?))
    }

    /// Adds an action.
    pub(crate) async fn create(&self, name: &str) -> io::Result<Answer> {
        let body = json!({ "name": name, "script": "function a(){}" });
        self.call(Method::POST, "/actions", &body).await
    }

    /// The status of a harmless call: whether the token is good.
    pub(crate) async fn status(&self) -> u16 {
        let answer = self.call(Method::GET, "/orgs/me", &Value::Null).await;
        answer.unwrap().0
    }
}

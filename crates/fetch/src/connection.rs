//! One connection to a server.

use std::net::IpAddr;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{
    body::Incoming,
    client::conn::{
        TrySendError,
        http1::{Builder, SendRequest},
    },
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::JoinHandle,
};

use crate::cause::Cause;

/// Most bytes of an answer's head, and most lines of it.
const HEAD_BYTES_MAX: usize = 128 * 1024;
const HEAD_LINES_MAX: usize = 256;

/// One connection to a server; it is closed when this is dropped.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    peer: IpAddr,
    driver: JoinHandle<()>,
}

/// A request that was not answered.
pub(crate) struct Unanswered {
    pub(crate) cause: Cause,
    pub(crate) sent: Sent,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Nothing of it was sent.
    No,
    /// The server closed the connection, and may have read it.
    Perhaps,
    /// The server began to answer, or the connection broke in another way.
    Yes,
}

// === impl Connection ===

impl Connection {
    /// Speaks HTTP over a stream to this address.
    pub(crate) async fn start<S>(stream: S, peer: IpAddr) -> Result<Self, Cause>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, connection) = Builder::new()
            .title_case_headers(true)
            .max_buf_size(HEAD_BYTES_MAX)
            .max_headers(HEAD_LINES_MAX)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| Cause::answer(&error))?;
        // its errors reach whoever waits for an answer
        let driver = tokio::spawn(async move { drop(connection.await) });
        Ok(Self {
            sender,
            peer,
            driver,
        })
    }

    pub(crate) fn peer(&self) -> IpAddr {
        self.peer
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Unanswered> {
        if let Err(error) = self.sender.ready().await {
            let cause = Cause::answer(&error);
            return Err(Unanswered {
                cause,
                sent: Sent::No,
            });
        }
        self.sender
            .try_send_request(request)
            .await
            .map_err(Unanswered::from)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

// === impl Unanswered ===

impl<B> From<TrySendError<B>> for Unanswered {
    fn from(mut error: TrySendError<B>) -> Self {
        let was_not_sent = error.take_message().is_some();
        let error = error.into_error();
        let sent = if was_not_sent {
            Sent::No
        } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
            Sent::Perhaps
        } else {
            Sent::Yes
        };
        let cause = Cause::answer(&error);
        Self { cause, sent }
    }
}

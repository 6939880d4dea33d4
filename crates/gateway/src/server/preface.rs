//! A bound on how long a peer may keep its version of HTTP a secret.
//!
//! The connection behind knows its own deadlines only once it knows the version, and it does not
//! before the first byte that is not HTTP/2's preface, or the end of that.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// A stream whose reads fail when the version of HTTP does not show in time.
#[derive(Debug)]
pub(super) struct Preface<I> {
    io: I,
    /// Gone once the version shows.
    secret: Option<Secret>,
}

#[derive(Debug)]
struct Secret {
    deadline: Pin<Box<Sleep>>,
    /// What of the preface did not come yet.
    missing: &'static [u8],
}

const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// === impl Preface ===

impl<I> Preface<I> {
    pub(super) fn within(limit: Duration, io: I) -> Self {
        let secret = Secret {
            deadline: Box::pin(sleep(limit)),
            missing: HTTP2,
        };
        Self {
            io,
            secret: Some(secret),
        }
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Preface<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        let read = Pin::new(&mut this.io).poll_read(cx, buf);
        let Some(secret) = &mut this.secret else {
            return read;
        };
        if read.is_pending() {
            let late = secret.deadline.as_mut().poll(cx);
            return late.map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
        match secret.missing.strip_prefix(&buf.filled()[before..]) {
            Some(missing) if !missing.is_empty() => secret.missing = missing,
            _ => this.secret = None,
        }
        read
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Preface<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

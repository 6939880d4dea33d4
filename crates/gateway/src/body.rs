//! The one body type that leaves this crate.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};

use crate::stream_body::StreamBody;

/// Any error, as bodies of other crates bring them along.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A response body: bytes at hand, or another body in a box.
#[derive(Default)]
pub struct Body {
    inner: Inner,
}

#[derive(Default)]
enum Inner {
    #[default]
    Empty,
    Full(Bytes),
    /// Bytes with trailers behind.
    Trailed(Bytes, Box<HeaderMap>),
    Trailers(Box<HeaderMap>),
    Stream(Box<StreamBody>),
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
}

// === impl Body ===

impl Body {
    /// Puts another body in a box.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let boxed = body.map_err(Into::into).boxed_unsync();
        Self {
            inner: Inner::Boxed(boxed),
        }
    }

    /// Bytes and trailers.
    pub(crate) fn with_trailers(bytes: Bytes, trailers: HeaderMap) -> Self {
        Self {
            inner: Inner::Trailed(bytes, Box::new(trailers)),
        }
    }

    /// The messages of an answer.
    pub(crate) fn stream(body: StreamBody) -> Self {
        Self {
            inner: Inner::Stream(Box::new(body)),
        }
    }

    /// A body without a byte.
    pub fn empty() -> Self {
        Self::default()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        let inner = if bytes.is_empty() {
            Inner::Empty
        } else {
            Inner::Full(bytes)
        };
        Self { inner }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let inner = &mut self.get_mut().inner;
        match inner {
            Inner::Boxed(body) => return Pin::new(body).poll_frame(cx),
            Inner::Stream(body) => return body.poll_next(cx).map(|frame| frame.map(Ok)),
            _ => {}
        }
        Poll::Ready(match std::mem::take(inner) {
            Inner::Full(bytes) => Some(Ok(Frame::data(bytes))),
            Inner::Trailed(bytes, trailers) => {
                *inner = Inner::Trailers(trailers);
                Some(Ok(Frame::data(bytes)))
            }
            Inner::Trailers(trailers) => Some(Ok(Frame::trailers(*trailers))),
            Inner::Empty | Inner::Boxed(_) | Inner::Stream(_) => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        match &self.inner {
            Inner::Empty => true,
            Inner::Full(_) | Inner::Trailed(..) | Inner::Trailers(_) => false,
            Inner::Stream(body) => body.is_done(),
            Inner::Boxed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Inner::Empty => SizeHint::with_exact(0),
            Inner::Full(bytes) | Inner::Trailed(bytes, _) => {
                SizeHint::with_exact(bytes.len() as u64)
            }
            Inner::Trailers(_) => SizeHint::with_exact(0),
            Inner::Stream(_) => SizeHint::default(),
            Inner::Boxed(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

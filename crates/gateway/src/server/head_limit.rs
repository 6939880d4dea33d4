//! The limit on the head of an HTTP/1 request.
//!
//! hyper bounds what it buffers, of heads and bodies alike, and a buffer as small as heads are
//! wanted makes large bodies slow. So it may buffer more, and heads are measured here. Over HTTP/2
//! the limit is hyper's own.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{HeaderValue, Request, Response, StatusCode, Version, header::CONNECTION};
use http_body::Body;
use http_body_util::{Either, Empty};
use pin_project_lite::pin_project;
use tower_service::Service;

/// What hyper buffers of a connection by default, and the least that it has to buffer here.
const BUFFER: usize = 400 * 1024;

/// Refuses heads that are too large.
#[derive(Clone, Debug)]
pub(super) struct HeadLimit<S> {
    inner: S,
    limit: usize,
}

pin_project! {
    #[project = AnswerProjection]
    pub(super) enum Answer<F> {
        Served { #[pin] future: F },
        Refused,
    }
}

// === impl HeadLimit ===

impl<S> HeadLimit<S> {
    pub(super) fn new(limit: u32, inner: S) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { inner, limit }
    }
}

/// How much hyper may buffer, so that heads up to the limit fit.
pub(super) fn buffer(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX).max(BUFFER)
}

impl<S, B, R> Service<Request<B>> for HeadLimit<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<Either<R, Empty<R::Data>>>;
    type Error = S::Error;
    type Future = Answer<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if request.version() < Version::HTTP_2 && head_len(&request) > self.limit {
            return Answer::Refused;
        }
        Answer::Served {
            future: self.inner.call(request),
        }
    }
}

impl<F, R, E> Future for Answer<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
{
    type Output = Result<Response<Either<R, Empty<R::Data>>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match self.project() {
            AnswerProjection::Served { future } => {
                ready!(future.poll(cx)).map(|response| response.map(Either::Left))
            }
            AnswerProjection::Refused => {
                let mut response = Response::new(Either::Right(Empty::new()));
                *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
                Ok(response)
            }
        })
    }
}

/// The bytes of a head as they were sent, as far as that is known still.
fn head_len<B>(request: &Request<B>) -> usize {
    const FIRST_LINE: usize = " / HTTP/1.1\r\n\r\n".len();
    const SEPARATORS: usize = ": \r\n".len();
    let uri = request.uri();
    let target = uri.path().len() + uri.query().map_or(0, str::len);
    let fields = request.headers().iter();
    let fields = fields.map(|(name, value)| name.as_str().len() + value.len() + SEPARATORS);
    request.method().as_str().len() + target + FIRST_LINE + fields.sum::<usize>()
}

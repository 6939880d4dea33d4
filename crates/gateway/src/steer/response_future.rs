//! The answer of whichever branch was chosen.

use std::{
    convert::Infallible,
    fmt,
    future::{Future, Ready},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::Response;
use http_body::Body as HttpBody;

use crate::{
    body::{Body, BoxError},
    rest,
};

pin_project_lite::pin_project! {
    /// The answer of a [`Steer`](super::Steer), once it is there.
    pub struct ResponseFuture<G, W, F> {
        #[pin]
        branch: Branch<G, W, F>,
    }
}

pin_project_lite::pin_project! {
    #[project = BranchProjection]
    pub(super) enum Branch<G, W, F> {
        Grpc { #[pin] future: G },
        GrpcWeb { #[pin] future: W },
        Fallback { #[pin] future: F },
        Rest { #[pin] future: rest::ResponseFuture },
        Refused { #[pin] future: Ready<Response<Body>> },
    }
}

// === impl ResponseFuture ===

impl<G, W, F> From<Branch<G, W, F>> for ResponseFuture<G, W, F> {
    fn from(branch: Branch<G, W, F>) -> Self {
        Self { branch }
    }
}

impl<G, W, F, GB, WB, FB> Future for ResponseFuture<G, W, F>
where
    G: Future<Output = Result<Response<GB>, Infallible>>,
    W: Future<Output = Result<Response<WB>, Infallible>>,
    F: Future<Output = Result<Response<FB>, Infallible>>,
    GB: HttpBody<Data = Bytes> + Send + 'static,
    WB: HttpBody<Data = Bytes> + Send + 'static,
    FB: HttpBody<Data = Bytes> + Send + 'static,
    GB::Error: Into<BoxError>,
    WB::Error: Into<BoxError>,
    FB::Error: Into<BoxError>,
{
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().branch.project() {
            BranchProjection::Grpc { future } => poll_boxed(future, cx),
            BranchProjection::GrpcWeb { future } => poll_boxed(future, cx),
            BranchProjection::Fallback { future } => poll_boxed(future, cx),
            BranchProjection::Rest { future } => future.poll(cx),
            BranchProjection::Refused { future } => future.poll(cx).map(Ok),
        }
    }
}

impl<G, W, F> fmt::Debug for ResponseFuture<G, W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

fn poll_boxed<T, B>(
    future: Pin<&mut T>,
    cx: &mut Context<'_>,
) -> Poll<Result<Response<Body>, Infallible>>
where
    T: Future<Output = Result<Response<B>, Infallible>>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let response = ready!(future.poll(cx))?;
    Poll::Ready(Ok(response.map(Body::new)))
}

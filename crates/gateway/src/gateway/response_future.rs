//! The answer of a gateway, once it is there.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::Response;
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;
use tokio::time::Sleep;
use tonic::{Code, Status};
use tower::util::{Oneshot, ServiceExt as _};
use tower_service::Service;

use crate::{
    body::{Body, BoxError},
    call::{Reply, ReplyFuture},
    deadline,
    outcome::Outcome,
    responder::Responder,
};

pin_project! {
    /// The answer of a [`Gateway`](super::Gateway), once it is there.
    pub struct ResponseFuture<F, R>
    where
        F: Service<R>,
    {
        #[pin]
        state: State<F, R>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, R>
    where
        F: Service<R>,
    {
        Call { call: CallFuture },
        Refused { response: Option<Response<Body>> },
        Fallback {
            #[pin]
            future: Oneshot<F, R>,
        },
    }
}

/// A call that runs, or the answer to one that could not begin.
pub(super) struct CallFuture {
    running: Option<Running>,
    answer: Option<Response<Body>>,
}

struct Running {
    reply: ReplyFuture,
    responder: Responder,
    deadline: Option<Pin<Box<Sleep>>>,
    outcome: Outcome,
}

// === impl CallFuture ===

impl CallFuture {
    pub(super) fn running(
        reply: ReplyFuture,
        responder: Responder,
        deadline: Option<Pin<Box<Sleep>>>,
        outcome: Outcome,
    ) -> Self {
        let running = Running {
            reply,
            responder,
            deadline,
            outcome,
        };
        Self {
            running: Some(running),
            answer: None,
        }
    }

    pub(super) fn failed(answer: Response<Body>) -> Self {
        Self {
            running: None,
            answer: Some(answer),
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Response<Body>> {
        let Some(running) = &mut self.running else {
            return Poll::Ready(self.answer.take().unwrap_or_default());
        };
        let result = ready!(running.poll(cx));
        // dropping what is left of the call cancels it
        let Some(running) = self.running.take() else {
            return Poll::Ready(Response::default());
        };
        let (responder, outcome) = (running.responder, running.outcome);
        Poll::Ready(match result {
            Ok(reply) => responder.success(reply, running.deadline, outcome),
            // who answers with no error and no message either has not answered
            Err(status) if status.code() == Code::Ok => {
                let status = Status::internal("the method failed without an error");
                responder.failure(&status, outcome)
            }
            Err(status) => responder.failure(&status, outcome),
        })
    }
}

// === impl Running ===

impl Running {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Reply, Status>> {
        let span = self.outcome.span();
        let polled = span.in_scope(|| self.reply.as_mut().poll(cx));
        if polled.is_pending()
            && let Some(deadline) = &mut self.deadline
        {
            ready!(deadline.as_mut().poll(cx));
            return Poll::Ready(Err(deadline::exceeded()));
        }
        polled
    }
}

// === impl ResponseFuture ===

impl<F: Service<R>, R> ResponseFuture<F, R> {
    pub(super) fn refused(response: Response<Body>) -> Self {
        Self {
            state: State::Refused {
                response: Some(response),
            },
        }
    }

    pub(super) fn fallback(service: F, request: R) -> Self {
        Self {
            state: State::Fallback {
                future: service.oneshot(request),
            },
        }
    }
}

impl<F: Service<R>, R> From<CallFuture> for ResponseFuture<F, R> {
    fn from(call: CallFuture) -> Self {
        Self {
            state: State::Call { call },
        }
    }
}

impl<F, R, B> Future for ResponseFuture<F, R>
where
    F: Service<R, Response = Response<B>, Error = Infallible>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Call { call } => call.poll(cx).map(Ok),
            StateProjection::Refused { response } => {
                Poll::Ready(Ok(response.take().unwrap_or_default()))
            }
            StateProjection::Fallback { future } => {
                let Ok(response) = ready!(future.poll(cx));
                Poll::Ready(Ok(response.map(Body::new)))
            }
        }
    }
}

impl<F: Service<R>, R> fmt::Debug for ResponseFuture<F, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

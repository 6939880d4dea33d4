//! The body of an answer with many messages.
//!
//! Messages are encoded when the connection asks for more, as many at a time as are ready and fit
//! a part, so that a slow reader slows the handler down and memory stays flat.

use std::{
    fmt,
    future::Future as _,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::time::Sleep;
use tonic::{Code, Status, metadata::MetadataMap};

use crate::{
    call::Messages,
    deadline,
    outcome::Outcome,
    protocol::{Protocol, connect, grpc, grpc_web},
    seal::Seal,
};

/// How many bytes are gathered before they are sent, while there are more.
const PART: usize = 32 * 1024;

/// See the module.
pub(crate) struct StreamBody {
    protocol: Protocol,
    seal: Seal,
    deadline: Option<Pin<Box<Sleep>>>,
    trailers: MetadataMap,
    outcome: Outcome,
    state: State,
}

enum State {
    /// Messages may come.
    Open(Box<dyn Messages>),
    /// Only this frame is left.
    Last(Frame<Bytes>),
    Done,
}

/// Why there is no further message at the moment.
enum Pause {
    /// None is ready.
    Pending,
    /// Enough are gathered.
    Full,
    /// There are no more; with the error that says so, if any.
    End(Option<Status>),
}

// === impl StreamBody ===

impl StreamBody {
    pub(crate) fn new(
        protocol: Protocol,
        seal: Seal,
        messages: Box<dyn Messages>,
        trailers: MetadataMap,
        deadline: Option<Pin<Box<Sleep>>>,
        outcome: Outcome,
    ) -> Self {
        Self {
            protocol,
            seal,
            deadline,
            trailers,
            outcome,
            state: State::Open(messages),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        let State::Open(messages) = &mut self.state else {
            return Poll::Ready(self.take_last());
        };
        let mut part = BytesMut::new();
        let pause = self
            .outcome
            .span()
            .in_scope(|| gather(messages.as_mut(), &self.seal, &mut part, cx));
        let pause = match pause {
            // who always has a message at hand is never waited for, but has a deadline, too
            Pause::Pending | Pause::Full if self.is_late(cx) => {
                Pause::End(Some(deadline::exceeded()))
            }
            pause => pause,
        };
        match pause {
            Pause::Pending if part.is_empty() => return Poll::Pending,
            Pause::Pending | Pause::Full => {}
            Pause::End(status) => self.end(status, &mut part),
        }
        if part.is_empty() {
            return Poll::Ready(self.take_last());
        }
        let part = grpc_web::part(self.protocol, part);
        Poll::Ready(Some(Frame::data(part)))
    }

    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        let deadline = self.deadline.as_mut();
        deadline.is_some_and(|deadline| deadline.as_mut().poll(cx).is_ready())
    }

    fn take_last(&mut self) -> Option<Frame<Bytes>> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Last(frame) => Some(frame),
            State::Open(_) | State::Done => None,
        }
    }

    /// Says how the call ended: behind the last messages, or in a frame of its own.
    fn end(&mut self, status: Option<Status>, part: &mut BytesMut) {
        let code = status.as_ref().map_or(Code::Ok, Status::code);
        self.outcome.end(code);
        let trailers = std::mem::take(&mut self.trailers);
        self.state = State::Done;
        match self.protocol {
            Protocol::ConnectStream => connect::put_end_stream(part, status.as_ref(), trailers),
            Protocol::GrpcWeb | Protocol::GrpcWebText => {
                grpc_web::put_trailers(part, &all_trailers(status, trailers));
            }
            _ => {
                let trailers = all_trailers(status, trailers);
                self.state = State::Last(Frame::trailers(trailers));
            }
        }
    }
}

/// Encodes messages until there is a reason to stop.
fn gather(
    messages: &mut dyn Messages,
    seal: &Seal,
    part: &mut BytesMut,
    cx: &mut Context<'_>,
) -> Pause {
    while part.len() < PART {
        match seal.poll_put(messages, part, cx) {
            Poll::Ready(Some(Ok(()))) => {}
            Poll::Ready(Some(Err(status))) => return Pause::End(Some(status)),
            Poll::Ready(None) => return Pause::End(None),
            Poll::Pending => return Pause::Pending,
        }
    }
    Pause::Full
}

/// The trailers announced with the answer and those of the status that ended it.
fn all_trailers(status: Option<Status>, announced: MetadataMap) -> http::HeaderMap {
    let Some(status) = status else {
        return grpc::success(announced);
    };
    let mut trailers = grpc::sanitized(announced);
    trailers.extend(grpc::trailers(&status));
    trailers
}

impl fmt::Debug for StreamBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamBody")
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

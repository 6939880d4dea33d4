//! The body of an answer with many messages, in envelopes.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::time::Sleep;
use tonic::{Status, metadata::MetadataMap};

use crate::{
    call::Messages,
    outcome::Outcome,
    outflow::{End, Outflow, Part},
    protocol::{Protocol, connect, grpc, grpc_web},
    seal::Seal,
};

/// See the module.
pub(crate) struct StreamBody {
    protocol: Protocol,
    seal: Seal,
    trailers: MetadataMap,
    state: State,
}

enum State {
    /// Messages may come.
    Open(Outflow),
    /// Only this frame is left.
    Last(Frame<Bytes>),
    Done,
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
            trailers,
            state: State::Open(Outflow::new(messages, deadline, outcome)),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        let State::Open(outflow) = &mut self.state else {
            return Poll::Ready(self.take_last());
        };
        let seal = self.seal;
        let gathered =
            outflow.poll_part(cx, |messages, part, cx| seal.poll_put(messages, part, cx));
        let Part { mut bytes, end } = ready!(gathered);
        if let Some(End(status)) = end {
            self.end(status, &mut bytes);
        }
        if bytes.is_empty() {
            return Poll::Ready(self.take_last());
        }
        let bytes = grpc_web::part(self.protocol, bytes);
        Poll::Ready(Some(Frame::data(bytes)))
    }

    fn take_last(&mut self) -> Option<Frame<Bytes>> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Last(frame) => Some(frame),
            State::Open(_) | State::Done => None,
        }
    }

    /// Says how the call ended: behind the last messages, or in a frame of its own.
    fn end(&mut self, status: Option<Status>, part: &mut BytesMut) {
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

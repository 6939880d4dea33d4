//! The body of a streamed answer: messages behind each other, as the caller asked for them.

use std::{
    future::Future as _,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};
use tokio::time::Sleep;
use tonic::{Code, Status};

use super::{accept::StreamFormat, head::Rules, write::Writer};
use crate::{answer, call::Messages, deadline, outcome::Outcome};

/// How many bytes are gathered before they are sent, while there are more.
const PART: usize = 32 * 1024;

/// See the module.
pub(super) struct RestStream {
    /// None for messages that are sent as they are.
    writer: Option<Writer>,
    rules: Arc<Rules>,
    deadline: Option<Pin<Box<Sleep>>>,
    outcome: Outcome,
    state: State,
}

enum State {
    Open(Box<dyn Messages>),
    /// Nothing is left but to break off: raw bytes have no place for an error.
    Broken(Status),
    Done,
}

/// What asking for the next message came to.
type Polled = Poll<Option<Result<(), Status>>>;

// === impl RestStream ===

impl RestStream {
    pub(super) fn new(
        format: Option<StreamFormat>,
        rules: Arc<Rules>,
        messages: Box<dyn Messages>,
        deadline: Option<Pin<Box<Sleep>>>,
        outcome: Outcome,
    ) -> Self {
        Self {
            writer: format.map(|format| Writer::new(format, rules.rest.stream_items)),
            rules,
            deadline,
            outcome,
            state: State::Open(messages),
        }
    }

    /// Writes what is ready.
    fn gather(&mut self, cx: &mut Context<'_>, part: &mut BytesMut) {
        while let State::Open(messages) = &mut self.state {
            let span = self.outcome.span();
            // who always has a message at hand is never waited for, but has a deadline, too
            let polled = match part.len() < PART {
                true => span.in_scope(|| next(messages.as_mut(), self.writer.as_mut(), cx, part)),
                false => Poll::Pending,
            };
            let end = match polled {
                Poll::Ready(Some(Ok(()))) => continue,
                Poll::Ready(Some(Err(status))) => Some(status),
                Poll::Ready(None) => None,
                Poll::Pending if self.is_late(cx) => Some(deadline::exceeded()),
                Poll::Pending => return,
            };
            self.end(end, part);
        }
    }

    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        let deadline = self.deadline.as_mut();
        deadline.is_some_and(|deadline| deadline.as_mut().poll(cx).is_ready())
    }

    fn end(&mut self, status: Option<Status>, part: &mut BytesMut) {
        self.outcome
            .end(status.as_ref().map_or(Code::Ok, Status::code));
        self.state = State::Done;
        match (&mut self.writer, status) {
            (None, Some(status)) => self.state = State::Broken(status),
            (None, None) => {}
            (Some(writer), status) => {
                if let Some(status) = status {
                    writer.error(part, &answer::status_text(&status, &self.rules.json));
                }
                writer.end(part);
            }
        }
    }
}

fn next(
    messages: &mut dyn Messages,
    writer: Option<&mut Writer>,
    cx: &mut Context<'_>,
    part: &mut BytesMut,
) -> Polled {
    let Some(writer) = writer else {
        return messages.poll_encode(cx, part);
    };
    let written = writer.message(part, |part| match messages.poll_encode(cx, part) {
        Poll::Ready(Some(Ok(()))) => Ok(()),
        nothing => Err(nothing),
    });
    match written {
        Ok(()) => Poll::Ready(Some(Ok(()))),
        Err(nothing) => nothing,
    }
}

impl HttpBody for RestStream {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let mut part = BytesMut::new();
        this.gather(cx, &mut part);
        if !part.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(part.freeze()))));
        }
        match std::mem::replace(&mut this.state, State::Done) {
            State::Broken(status) => Poll::Ready(Some(Err(status))),
            State::Done => Poll::Ready(None),
            open => {
                this.state = open;
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

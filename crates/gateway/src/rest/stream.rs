//! The body of a streamed answer: messages behind each other, as the caller asked for them.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};
use tokio::time::Sleep;
use tonic::Status;

use super::{accept::StreamFormat, head::Rules, write::Writer};
use crate::{
    answer,
    call::Messages,
    outcome::Outcome,
    outflow::{End, Outflow, Part, Polled},
};

/// See the module.
pub(super) struct RestStream {
    /// None for messages that are sent as they are.
    writer: Option<Writer>,
    rules: Arc<Rules>,
    state: State,
}

enum State {
    Open(Outflow),
    /// Nothing is left but to break off: raw bytes have no place for an error.
    Broken(Status),
    Done,
}

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
            state: State::Open(Outflow::new(messages, deadline, outcome)),
        }
    }

    fn end(&mut self, status: Option<Status>, part: &mut BytesMut) {
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
        if let State::Open(outflow) = &mut this.state {
            let writer = &mut this.writer;
            let gathered = outflow.poll_part(cx, |messages, part, cx| {
                next(messages, writer.as_mut(), cx, part)
            });
            let Part { mut bytes, end } = ready!(gathered);
            if let Some(End(status)) = end {
                this.end(status, &mut bytes);
            }
            if !bytes.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(bytes.freeze()))));
            }
        }
        Poll::Ready(match std::mem::replace(&mut this.state, State::Done) {
            State::Broken(status) => Some(Err(status)),
            State::Open(_) | State::Done => None,
        })
    }
    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

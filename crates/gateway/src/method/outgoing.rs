//! A stream of response messages, encoded as it is read.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::BytesMut;
use tokio_stream::Stream;
use tonic::Status;

use super::messages::Messages;
use crate::{call, json::Message};

/// The messages of a handler and the form they leave in.
pub(super) struct Outgoing<S, Req, Res> {
    responses: Pin<Box<S>>,
    /// What was taken out of them already.
    first: Option<Res>,
    messages: Messages<Req, Res>,
}

// === impl Outgoing ===

impl<S, Req, Res> Outgoing<S, Req, Res> {
    pub(super) fn new(
        responses: Pin<Box<S>>,
        first: Option<Res>,
        messages: Messages<Req, Res>,
    ) -> Self {
        Self {
            responses,
            first,
            messages,
        }
    }
}

impl<S, Req, Res> call::Messages for Outgoing<S, Req, Res>
where
    S: Stream<Item = Result<Res, Status>> + Send,
    Req: Message,
    Res: Message,
{
    fn poll_encode(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(self.messages.encode(&first, buf)));
        }
        let next = ready!(self.responses.as_mut().poll_next(cx));
        Poll::Ready(next.map(|message| self.messages.encode(&message?, buf)))
    }
}

//! A stream of response messages, encoded as it is read.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::BytesMut;
use tokio_stream::Stream;
use tonic::Status;

use crate::{call::Messages, form::Form, json::Message};

/// The messages of a handler and the form they leave in.
pub(super) struct Outgoing<S> {
    messages: Pin<Box<S>>,
    form: Form,
}

// === impl Outgoing ===

impl<S> Outgoing<S> {
    pub(super) fn new(messages: S, form: Form) -> Self {
        Self {
            messages: Box::pin(messages),
            form,
        }
    }
}

impl<S, M> Messages for Outgoing<S>
where
    S: Stream<Item = Result<M, Status>> + Send,
    M: Message,
{
    fn poll_encode(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>> {
        let next = ready!(self.messages.as_mut().poll_next(cx));
        Poll::Ready(next.map(|message| self.form.encode(&message?, buf)))
    }
}

//! The stream of requests as handlers of tonic take it.
//!
//! `tonic::Streaming` reads envelopes itself. The engine has opened them already, with its own
//! limits and codes, so it hands over each decoded message beside an empty envelope: tonic's
//! decoder then finds the message waiting and copies nothing.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tonic::{
    Status, Streaming,
    codec::{BufferSettings, DecodeBuf, Decoder},
};

use super::messages::Messages;
use crate::{input::Input, json::Message};

const EMPTY_ENVELOPE: Bytes = Bytes::from_static(&[0; 5]);
/// tonic keeps no more than one empty envelope.
const BUFFER: usize = 16;

/// Where a message waits for the decoder, or the error in its place: one that came by the body, as
/// a cancelled call's, would look like the end of the stream to `tonic::Streaming`.
type Slot<M> = Arc<Mutex<Option<Result<M, Status>>>>;

struct Envelopes<Req, Res> {
    input: Input,
    messages: Messages<Req, Res>,
    slot: Slot<Req>,
}

struct FromSlot<M> {
    slot: Slot<M>,
}

/// The messages of a call, decoded.
pub(super) fn streaming<Req: Message, Res: Message>(
    input: Input,
    messages: Messages<Req, Res>,
) -> Streaming<Req> {
    let slot = Slot::default();
    let envelopes = Envelopes {
        input,
        messages,
        slot: Arc::clone(&slot),
    };
    Streaming::new_request(FromSlot { slot }, envelopes, None, None)
}

impl<Req: Message, Res: Message> HttpBody for Envelopes<Req, Res> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let message = match ready!(this.input.poll_message(cx)) {
            Ok(None) => return Poll::Ready(None),
            Ok(Some(bytes)) => this.messages.decode(bytes),
            Err(status) => Err(status),
        };
        *this.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
        Poll::Ready(Some(Ok(Frame::data(EMPTY_ENVELOPE))))
    }
}

impl<M: Message> Decoder for FromSlot<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take().transpose()
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFER, BUFFER)
    }
}

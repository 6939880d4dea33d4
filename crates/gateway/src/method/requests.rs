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

use crate::{form::Form, input::Input, json::Message};

const EMPTY_ENVELOPE: Bytes = Bytes::from_static(&[0; 5]);
/// tonic keeps no more than one empty envelope.
const BUFFER: usize = 16;

/// Where a message waits for the decoder.
type Slot<M> = Arc<Mutex<Option<M>>>;

struct Envelopes<M> {
    input: Input,
    form: Form,
    slot: Slot<M>,
}

struct FromSlot<M> {
    slot: Slot<M>,
}

/// The messages of a call, decoded.
pub(super) fn streaming<M: Message>(input: Input, form: Form) -> Streaming<M> {
    let slot = Slot::default();
    let envelopes = Envelopes {
        input,
        form,
        slot: Arc::clone(&slot),
    };
    Streaming::new_request(FromSlot { slot }, envelopes, None, None)
}

impl<M: Message> HttpBody for Envelopes<M> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let Some(bytes) = ready!(this.input.poll_message(cx))? else {
            return Poll::Ready(None);
        };
        let message = this.form.decode::<M>(bytes)?;
        *this.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
        Poll::Ready(Some(Ok(Frame::data(EMPTY_ENVELOPE))))
    }
}

impl<M: Message> Decoder for FromSlot<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(slot.take())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFER, BUFFER)
    }
}

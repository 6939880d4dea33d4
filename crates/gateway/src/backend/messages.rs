//! The messages of a call to a backend, on their way out and back.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};
use tonic::{Code, Status};

use super::proxy::json_options;
use crate::{
    body::Body,
    call::Messages,
    envelope::{self, Broken, Envelopes},
    form::Form,
    input::Input,
    json,
    protocol::grpc::sanitized,
};

/// Messages between the caller's form and the binary one; see [`super::transcode`].
#[derive(Clone, Debug)]
#[cfg(feature = "reflect")]
pub(super) struct Translator(pub(super) Option<super::transcode::Transcoder>);

/// Messages are passed on as they are.
#[derive(Clone, Debug)]
#[cfg(not(feature = "reflect"))]
pub(super) struct Translator;

/// The body of a request to a backend.
pub(super) struct Sent {
    input: Input,
    form: Form,
    translator: Translator,
}

/// The messages of a backend's answer.
pub(super) struct Received {
    envelopes: Envelopes,
    form: Form,
    translator: Translator,
    /// The status of an answer that was told before its messages.
    early: Option<Status>,
    has_ended: bool,
}

// === impl Translator ===

impl Translator {
    /// A message of the caller as the backend reads it.
    pub(super) fn request_envelope(&self, form: &Form, message: &[u8]) -> Result<Bytes, Status> {
        let mut buf = BytesMut::with_capacity(envelope::HEADER_LEN + message.len());
        let start = envelope::begin(&mut buf);
        match json_options(form) {
            Some(options) => self.request_from_json(message, options, &mut buf)?,
            None => buf.extend_from_slice(message),
        }
        envelope::finish(&mut buf, start, 0)
            .ok_or_else(|| Status::resource_exhausted("the message has more than 4 GiB"))?;
        Ok(buf.freeze())
    }

    /// A message of the backend as the caller reads it.
    fn response(&self, form: &Form, message: &[u8], buf: &mut BytesMut) -> Result<(), Status> {
        if let Some(options) = json_options(form) {
            return self.response_to_json(message, options, buf);
        }
        buf.extend_from_slice(message);
        Ok(())
    }

    #[cfg(feature = "reflect")]
    fn request_from_json(
        &self,
        json: &[u8],
        options: &json::Options,
        buf: &mut BytesMut,
    ) -> Result<(), Status> {
        let transcoder = self.0.as_ref().ok_or_else(not_json)?;
        transcoder.request_from_json(json, options, buf)
    }

    #[cfg(feature = "reflect")]
    fn response_to_json(
        &self,
        message: &[u8],
        options: &json::Options,
        buf: &mut BytesMut,
    ) -> Result<(), Status> {
        let transcoder = self.0.as_ref().ok_or_else(not_json)?;
        transcoder.response_to_json(message, options, buf)
    }

    #[cfg(not(feature = "reflect"))]
    fn request_from_json(
        &self,
        _: &[u8],
        _: &json::Options,
        _: &mut BytesMut,
    ) -> Result<(), Status> {
        Err(not_json())
    }

    #[cfg(not(feature = "reflect"))]
    fn response_to_json(
        &self,
        _: &[u8],
        _: &json::Options,
        _: &mut BytesMut,
    ) -> Result<(), Status> {
        Err(not_json())
    }
}

fn not_json() -> Status {
    Status::unimplemented("the messages of this service are not spoken as JSON here")
}

// === impl Sent ===

impl Sent {
    pub(super) fn new(input: Input, form: Form, translator: Translator) -> Self {
        Self {
            input,
            form,
            translator,
        }
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let Some(message) = ready!(this.input.poll_message(cx))? else {
            return Poll::Ready(None);
        };
        let envelope = this.translator.request_envelope(&this.form, &message)?;
        Poll::Ready(Some(Ok(Frame::data(envelope))))
    }
}

// === impl Received ===

impl Received {
    pub(super) fn new(
        body: Body,
        early: Option<Status>,
        form: Form,
        translator: Translator,
    ) -> Self {
        Self {
            early,
            // a backend is trusted as handlers are
            envelopes: Envelopes::new(body, usize::MAX),
            form,
            translator,
            has_ended: false,
        }
    }

    /// How the backend says it went; metadata behind a success is an error of code OK here, which
    /// the engine takes for the trailers it is.
    fn end(&mut self) -> Option<Result<(), Status>> {
        self.has_ended = true;
        let trailers = self.envelopes.take_trailers().unwrap_or_default();
        let status = Status::from_header_map(&trailers).or_else(|| self.early.take());
        let status = status.unwrap_or_else(|| Status::unknown("the backend sent no status"));
        if status.code() != Code::Ok {
            return Some(Err(status));
        }
        let metadata = sanitized(status.metadata().clone());
        (!metadata.is_empty()).then_some(Err(status))
    }
}

impl Messages for Received {
    fn poll_encode(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.envelopes.poll_next(cx)) {
            None => self.end(),
            Some(Ok(envelope)) if envelope.flags == 0 => {
                Some(self.translator.response(&self.form, &envelope.payload, buf))
            }
            Some(Ok(_)) => Some(Err(Status::internal("the backend sent an unknown flag"))),
            Some(Err(Broken::Body(error))) => Some(Err(Status::from_error(error))),
            Some(Err(_)) => Some(Err(Status::internal("the backend's answer broke off"))),
        })
    }
}

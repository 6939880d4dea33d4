//! Messages into envelopes, compressed when it is worth it.

use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use tonic::Status;

use crate::{
    call::Messages,
    compression::Encoding,
    envelope::{self, HEADER_LEN},
};

const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// How the messages of one answer are compressed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seal {
    pub(crate) encoding: Encoding,
    /// Smaller messages, in bytes, are sent as they are.
    pub(crate) from: usize,
}

// === impl Seal ===

impl Seal {
    /// Appends the next message in its envelope.
    pub(crate) fn poll_put(
        &self,
        messages: &mut dyn Messages,
        buf: &mut BytesMut,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<(), Status>>> {
        let start = envelope::begin(buf);
        match messages.poll_encode(cx, buf) {
            Poll::Ready(Some(Ok(()))) => {
                let sealed = self.close(buf, start);
                if sealed.is_err() {
                    buf.truncate(start);
                }
                Poll::Ready(Some(sealed))
            }
            other => {
                buf.truncate(start);
                other
            }
        }
    }

    /// An only message that was encoded behind the room for its envelope.
    pub(crate) fn only(&self, mut message: BytesMut) -> Result<BytesMut, Status> {
        self.close(&mut message, 0)?;
        Ok(message)
    }

    /// An only message without an envelope, and how it is compressed.
    pub(crate) fn bare(&self, message: Bytes) -> Result<(Bytes, Encoding), Status> {
        if !self.is_worth_it(message.len()) {
            return Ok((message, Encoding::Identity));
        }
        let mut compressed = BytesMut::new();
        self.compress(&message, &mut compressed)?;
        Ok((compressed.freeze(), self.encoding))
    }

    /// Closes the envelope that began at `start` and reaches to the end of the buffer.
    fn close(&self, buf: &mut BytesMut, start: usize) -> Result<(), Status> {
        let payload = start + HEADER_LEN;
        let mut flags = PLAIN;
        if self.is_worth_it(buf.len().saturating_sub(payload)) {
            let message = buf.split_off(payload);
            self.compress(&message, buf)?;
            flags = COMPRESSED;
        }
        envelope::finish(buf, start, flags)
            .ok_or_else(|| Status::resource_exhausted("the answer has more than 4 GiB"))
    }

    fn is_worth_it(&self, length: usize) -> bool {
        self.encoding != Encoding::Identity && length >= self.from
    }

    fn compress(&self, message: &[u8], buf: &mut BytesMut) -> Result<(), Status> {
        self.encoding.compress(message, buf).map_err(|error| {
            let mut status = Status::internal("the answer cannot be compressed");
            status.set_source(std::sync::Arc::new(error));
            status
        })
    }
}

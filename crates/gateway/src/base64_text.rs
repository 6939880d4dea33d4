//! The base64 of `application/grpc-web-text`: a body in text, cut anywhere.
//!
//! Writers pad each part they flush, so padding may stand in the middle of the text; chunks of the
//! body end inside a group of four characters. What the bytes mean is not known here.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};

use crate::body::{Body, BoxError};

/// A body of text that reads as the bytes it stands for.
#[derive(Debug)]
pub(crate) struct TextBody {
    body: Body,
    decoder: Decoder,
    /// Set once the text is known to be broken behind what was given.
    has_failed: bool,
}

/// The text is no base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is no valid base64 text")]
pub(crate) struct NotBase64;

/// Groups of four characters, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    group: [u8; 4],
    filled: usize,
}

// === impl Decoder ===

impl Decoder {
    /// Decodes what is complete of a part of the text and keeps the rest. What stands before a
    /// mistake is decoded, too: how a text is cut makes no difference.
    pub(crate) fn decode(&mut self, mut text: &[u8], out: &mut BytesMut) -> Result<(), NotBase64> {
        out.reserve(text.len() / 4 * 3 + 3);
        if self.filled > 0 {
            let (head, rest) = text.split_at(text.len().min(4 - self.filled));
            for byte in head {
                self.keep(*byte);
            }
            text = rest;
            if self.filled < 4 {
                return Ok(());
            }
            self.filled = 0;
            let group = self.group;
            decode_groups(&group, out)?;
        }
        let (groups, rest) = text.split_at(text.len() - text.len() % 4);
        decode_groups(groups, out)?;
        for byte in rest {
            self.keep(*byte);
        }
        Ok(())
    }

    /// The text must not end inside a group.
    pub(crate) fn end(&self) -> Result<(), NotBase64> {
        if self.filled == 0 {
            Ok(())
        } else {
            Err(NotBase64)
        }
    }

    fn keep(&mut self, byte: u8) {
        if let Some(place) = self.group.get_mut(self.filled) {
            *place = byte;
            self.filled += 1;
        }
    }
}

/// Decodes whole groups, of which any may be padded.
fn decode_groups(groups: &[u8], out: &mut BytesMut) -> Result<(), NotBase64> {
    let mut rest = groups;
    while !rest.is_empty() {
        // up to and with the next padded group
        let padding = rest.iter().position(|byte| *byte == b'=');
        let end = padding.map_or(rest.len(), |at| rest.len().min(at - at % 4 + 4));
        let (part, after) = rest.split_at(end);
        let start = out.len();
        out.resize(start + part.len() / 4 * 3, 0);
        let space = out.get_mut(start..).ok_or(NotBase64)?;
        let decoded = STANDARD.decode_slice(part, space);
        out.truncate(start + *decoded.as_ref().unwrap_or(&0));
        if decoded.is_err() {
            decode_each(part, out)?;
        }
        rest = after;
    }
    Ok(())
}

/// Decodes groups one by one, up to the broken one.
fn decode_each(groups: &[u8], out: &mut BytesMut) -> Result<(), NotBase64> {
    for group in groups.chunks(4) {
        let mut bytes = [0; 3];
        let decoded = STANDARD.decode_slice(group, &mut bytes);
        let length = decoded.map_err(|_| NotBase64)?;
        out.extend_from_slice(bytes.get(..length).unwrap_or_default());
    }
    Ok(())
}

/// The text of some bytes, padded, so that more text may follow it.
pub(crate) fn encode(bytes: &[u8]) -> Bytes {
    STANDARD.encode(bytes).into()
}

// === impl TextBody ===

impl TextBody {
    pub(crate) fn new(body: Body) -> Self {
        Self {
            body,
            decoder: Decoder::default(),
            has_failed: false,
        }
    }
}

impl HttpBody for TextBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if this.has_failed {
            return Poll::Ready(Some(Err(NotBase64.into())));
        }
        let Some(frame) = ready!(Pin::new(&mut this.body).poll_frame(cx)?) else {
            return Poll::Ready(this.decoder.end().err().map(|error| Err(error.into())));
        };
        Poll::Ready(Some(match frame.into_data() {
            Ok(text) => {
                let mut bytes = BytesMut::new();
                this.has_failed = this.decoder.decode(&text, &mut bytes).is_err();
                Ok(Frame::data(bytes.freeze()))
            }
            Err(frame) => Ok(frame),
        }))
    }
}

#[cfg(test)]
mod tests;

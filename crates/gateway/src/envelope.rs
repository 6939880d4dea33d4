//! Messages in the five-byte envelopes of gRPC, gRPC-Web and Connect.
//!
//! An envelope is a byte of flags, four bytes of length (big-endian) and that many bytes. This
//! module cuts a body into envelopes, however its chunks fall, and knows no flag's meaning.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::HeaderMap;
use http_body::Body as _;

use crate::body::{Body, BoxError};

/// Bytes before the message.
pub(crate) const HEADER_LEN: usize = 5;
/// Room made for a message before all of it has come: an announced length is only a claim.
pub(crate) const ROOM_AHEAD: usize = 128 * 1024;

/// One envelope, opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) flags: u8,
    pub(crate) payload: Bytes,
}

/// Why there is no further envelope.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The announced length is above the limit.
    TooLarge(usize),
    /// The body ended inside an envelope.
    Truncated,
    /// The body itself failed.
    Body(BoxError),
}

/// The envelopes of a body.
#[derive(Debug)]
pub(crate) struct Envelopes {
    body: Body,
    limit: usize,
    /// What is left of the last chunk.
    chunk: Bytes,
    /// The part of an envelope that came in earlier chunks.
    partial: BytesMut,
    /// Flags and length once the header is complete.
    header: Option<(u8, usize)>,
    has_ended: bool,
    trailers: Option<HeaderMap>,
}

// === impl Envelopes ===

impl Envelopes {
    /// `limit` is what an envelope may announce at most.
    pub(crate) fn new(body: Body, limit: usize) -> Self {
        Self {
            body,
            limit,
            chunk: Bytes::new(),
            partial: BytesMut::new(),
            header: None,
            has_ended: false,
            trailers: None,
        }
    }

    /// Whether an envelope has begun to come in but is not complete.
    pub(crate) fn is_inside(&self) -> bool {
        self.header.is_some() || !self.partial.is_empty()
    }

    /// The trailers that came behind the last envelope.
    pub(crate) fn take_trailers(&mut self) -> Option<HeaderMap> {
        self.trailers.take()
    }

    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Envelope, Broken>>> {
        loop {
            match self.take() {
                Ok(Some(envelope)) => return Poll::Ready(Some(Ok(envelope))),
                Ok(None) => {}
                Err(broken) => return Poll::Ready(Some(Err(broken))),
            }
            if self.has_ended {
                return Poll::Ready(self.is_inside().then(|| {
                    self.header = None;
                    self.partial.clear();
                    Err(Broken::Truncated)
                }));
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.chunk = data,
                    Err(frame) => self.trailers = frame.into_trailers().ok(),
                },
                Some(Err(error)) => {
                    self.has_ended = true;
                    self.partial.clear();
                    self.header = None;
                    return Poll::Ready(Some(Err(Broken::Body(error))));
                }
                None => self.has_ended = true,
            }
        }
    }

    /// An envelope from what is there already.
    fn take(&mut self) -> Result<Option<Envelope>, Broken> {
        let (flags, length) = match self.header {
            Some(header) => header,
            None => match self.take_header() {
                Some((_, length)) if length > self.limit => {
                    self.has_ended = true;
                    self.chunk.clear();
                    return Err(Broken::TooLarge(length));
                }
                Some(header) => {
                    self.header = Some(header);
                    header
                }
                None => return Ok(None),
            },
        };
        let Some(payload) = self.take_payload(length) else {
            return Ok(None);
        };
        self.header = None;
        Ok(Some(Envelope { flags, payload }))
    }

    fn take_header(&mut self) -> Option<(u8, usize)> {
        if self.partial.is_empty() && self.chunk.len() >= HEADER_LEN {
            return Some(read_header(&mut self.chunk));
        }
        self.gather(HEADER_LEN);
        if self.partial.len() < HEADER_LEN {
            return None;
        }
        let header = read_header(&mut self.partial);
        self.partial.clear();
        Some(header)
    }

    fn take_payload(&mut self, length: usize) -> Option<Bytes> {
        if self.partial.is_empty() {
            if self.chunk.len() >= length {
                // no copy: the message stays where the connection put it
                return Some(self.chunk.split_to(length));
            }
            self.partial.reserve(length.min(ROOM_AHEAD));
        }
        self.gather(length);
        (self.partial.len() == length).then(|| self.partial.split().freeze())
    }

    /// Moves bytes of the chunk until the partial envelope is as long as wanted.
    fn gather(&mut self, length: usize) {
        let missing = length.saturating_sub(self.partial.len());
        let part = self.chunk.split_to(missing.min(self.chunk.len()));
        self.partial.put(part);
    }
}

/// Reads a header that is known to be there.
fn read_header(buf: &mut impl bytes::Buf) -> (u8, usize) {
    let flags = buf.get_u8();
    (flags, buf.get_u32() as usize)
}

// === writing ===

/// Leaves room for the header of an envelope; returns where it begins.
pub(crate) fn begin(buf: &mut BytesMut) -> usize {
    let start = buf.len();
    buf.put_bytes(0, HEADER_LEN);
    start
}

/// Fills in the header of the envelope that began at `start`. `None` when the message is longer
/// than four bytes can say.
#[must_use]
pub(crate) fn finish(buf: &mut BytesMut, start: usize, flags: u8) -> Option<()> {
    let payload = start + HEADER_LEN;
    let length = u32::try_from(buf.len().checked_sub(payload)?).ok()?;
    let header = buf.get_mut(start..payload)?;
    let (first, rest) = header.split_first_mut()?;
    *first = flags;
    rest.copy_from_slice(&length.to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests;

//! Frames, and how a conversation ends.

use std::{borrow::Cow, io};

use rustix::io::Errno;

/// The most bytes of a payload. An answer of 20 MiB that is told as JSON fits in, mostly.
pub(crate) const PAYLOAD_MAX: usize = 32 << 20;

/// Length and kind.
pub(super) const HEADER: usize = 5;

/// Bytes of frames that there is memory for at all times. Most runs say less.
pub(super) const BUFFER: usize = 64 << 10;

/// The conversation is over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    #[error("it closed the connection")]
    Closed,
    #[error("it did not answer in time")]
    Late,
    #[error("it said what cannot be understood: {0}")]
    Garbled(String),
    #[error("{0}")]
    Io(io::Error),
    /// Only of a message to be sent, of which nothing was sent then.
    #[error("a message of {0} bytes is too large")]
    TooLarge(usize),
}

/// A message that goes out.
pub(crate) trait Outgoing {
    /// Writes the payload behind what `frame` has already; answers the kind.
    fn write(&self, frame: &mut Vec<u8>) -> u8;
}

/// A message that comes in.
pub(crate) trait Incoming: Sized {
    /// # Errors
    ///
    /// What is wrong with it.
    fn read(kind: u8, payload: Cow<'_, [u8]>) -> Result<Self, String>;
}

/// Makes `frame` that of a message.
pub(super) fn write(message: &impl Outgoing, frame: &mut Vec<u8>) -> Result<(), Lost> {
    frame.clear();
    frame.resize(HEADER, 0);
    let kind = message.write(frame);
    let length = frame.len() - HEADER;
    if length > PAYLOAD_MAX {
        return Err(Lost::TooLarge(length));
    }
    let [a, b, c, d] = (length as u32).to_le_bytes();
    for (byte, value) in frame.iter_mut().zip([a, b, c, d, kind]) {
        *byte = value;
    }
    Ok(())
}

/// The bytes of the payload, and the kind.
pub(super) fn read_header([a, b, c, d, kind]: [u8; HEADER]) -> Result<(usize, u8), Lost> {
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > PAYLOAD_MAX {
        return Err(Lost::Garbled(format!("a message of {length} bytes")));
    }
    Ok((length, kind))
}

// === impl Lost ===

impl From<Errno> for Lost {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::PIPE | Errno::CONNRESET => Self::Closed,
            _ => Self::Io(errno.into()),
        }
    }
}

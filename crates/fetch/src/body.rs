//! Bodies of answers, within a limit.

use std::io::{self, Write};

use bytes::Buf;
use flate2::write::MultiGzDecoder;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes};

use crate::cause::Cause;

/// Reads a body to its end; the limit holds for what decompression yields.
pub(crate) async fn read<B>(mut body: B, is_gzip: bool, limit: u64) -> Result<Vec<u8>, Cause>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut sink = Sink::new(is_gzip, limit);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Cause::BodyCut)?;
        if let Some(data) = frame.data_ref().filter(|data| data.has_remaining()) {
            sink.write(data)?;
        }
    }
    sink.finish()
}

enum Sink {
    Plain(Limited),
    /// Without a decoder until the first byte: no body at all is none of gzip either.
    Gzip(Limited),
    Inflating(Box<MultiGzDecoder<Limited>>),
}

/// Takes so many bytes and no more.
#[derive(Default)]
struct Limited {
    bytes: Vec<u8>,
    limit: u64,
}

// === impl Sink ===

impl Sink {
    fn new(is_gzip: bool, limit: u64) -> Self {
        let bytes = Vec::new();
        let limited = Limited { bytes, limit };
        if is_gzip {
            Self::Gzip(limited)
        } else {
            Self::Plain(limited)
        }
    }

    fn write(&mut self, data: &[u8]) -> Result<(), Cause> {
        if let Self::Gzip(limited) = self {
            let decoder = MultiGzDecoder::new(std::mem::take(limited));
            *self = Self::Inflating(Box::new(decoder));
        }
        let written = match self {
            Self::Plain(limited) | Self::Gzip(limited) => limited.write_all(data),
            Self::Inflating(decoder) => decoder.write_all(data),
        };
        written.map_err(|error| cause(&error))
    }

    fn finish(self) -> Result<Vec<u8>, Cause> {
        match self {
            Self::Plain(limited) | Self::Gzip(limited) => Ok(limited.bytes),
            Self::Inflating(decoder) => {
                let finished = decoder.finish().map_err(|error| match cause(&error) {
                    Cause::Gzip => Cause::BodyCut,
                    other => other,
                });
                Ok(finished?.bytes)
            }
        }
    }
}

fn cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Cause::TooLong,
        io::ErrorKind::UnexpectedEof => Cause::BodyCut,
        _ => Cause::Gzip,
    }
}

// === impl Limited ===

impl Write for Limited {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let length = self.bytes.len().saturating_add(data.len());
        if u64::try_from(length).unwrap_or(u64::MAX) > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! snappy, in its framing format.

use std::io::{self, Read as _, Write as _};

use bytes::{BufMut as _, Bytes, BytesMut};
use snap::{read::FrameDecoder, write::FrameEncoder};

use super::{
    Failure,
    output::{self, Step},
};

pub(super) fn compress(input: &[u8], out: &mut BytesMut) -> io::Result<()> {
    let mut encoder = FrameEncoder::new(out.writer());
    encoder.write_all(input)?;
    encoder.flush()
}

pub(super) fn decompress(input: &[u8], limit: usize) -> Result<Bytes, Failure> {
    let mut decoder = FrameDecoder::new(input);
    output::decompress(input, limit, |_, room| {
        let written = decoder.read(room).map_err(|_| Failure::Malformed)?;
        Ok(Step {
            read: 0,
            written,
            has_ended: written == 0,
        })
    })
}

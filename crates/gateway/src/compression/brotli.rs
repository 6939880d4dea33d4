//! br.

use std::io;

use brotli::{
    BrotliDecompressStream, BrotliResult, BrotliState,
    enc::{BrotliEncoderParams, StandardAlloc},
};
use bytes::{BufMut as _, Bytes, BytesMut};

use super::{
    Failure,
    output::{self, Step},
};

/// About as much work as gzip is, for a better result; the levels above are made for files.
const QUALITY: i32 = 4;
/// Windows are powers of two between these.
const WINDOW_BITS: std::ops::RangeInclusive<u32> = 10..=22;

pub(super) fn compress(input: &[u8], out: &mut BytesMut) -> io::Result<()> {
    let window = usize::BITS - input.len().leading_zeros();
    let params = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: window.clamp(*WINDOW_BITS.start(), *WINDOW_BITS.end()) as i32,
        size_hint: input.len(),
        ..BrotliEncoderParams::default()
    };
    let (mut input, mut out) = (input, out.writer());
    brotli::BrotliCompress(&mut input, &mut out, &params).map(drop)
}

pub(super) fn decompress(input: &[u8], limit: usize) -> Result<Bytes, Failure> {
    let memory = StandardAlloc::default;
    // Strict: without the windows of up to a gigabyte that RFC 7932 does not have.
    let mut state = BrotliState::new_strict(memory(), memory(), memory());
    output::decompress(input, limit, |input, room| {
        let (mut left, mut read) = (input.len(), 0);
        let (mut free, mut written, mut total) = (room.len(), 0, 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut read,
            input,
            &mut free,
            &mut written,
            room,
            &mut total,
            &mut state,
        );
        let has_ended = match result {
            BrotliResult::ResultSuccess if left == 0 => true,
            BrotliResult::ResultSuccess | BrotliResult::ResultFailure => {
                return Err(Failure::Malformed);
            }
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => false,
        };
        Ok(Step {
            read,
            written,
            has_ended,
        })
    })
}

//! Room for what comes out of a codec, as much as it turns out to need.

use std::io;

use bytes::{Bytes, BytesMut};

use super::Failure;

/// What a codec did with the input and the room it was shown.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) read: usize,
    pub(super) written: usize,
    pub(super) has_ended: bool,
}

/// The least room a codec is shown.
const ROOM_MIN: usize = 256;
/// The most room that is made at once on no better ground than the length of the input.
const ROOM_GUESS_MAX: usize = 256 * 1024;

/// Decompresses `input` step by step; a step gets what is left of it, and free room.
pub(super) fn decompress(
    input: &[u8],
    limit: usize,
    mut step: impl FnMut(&[u8], &mut [u8]) -> Result<Step, Failure>,
) -> Result<Bytes, Failure> {
    // One byte more than is wanted tells what is too large from what just fits.
    let room_max = limit.saturating_add(1);
    let guess = input.len().saturating_mul(4);
    let mut out = BytesMut::zeroed(guess.clamp(ROOM_MIN, ROOM_GUESS_MAX).min(room_max));
    let (mut read, mut written) = (0, 0);
    loop {
        if written == out.len() {
            let more = out.len().saturating_mul(2).min(room_max);
            out.resize(more, 0);
        }
        let (rest, room) = (input.get(read..), out.get_mut(written..));
        let step = step(rest.unwrap_or_default(), room.unwrap_or_default())?;
        read += step.read;
        written += step.written;
        if written > limit {
            return Err(Failure::TooLarge);
        }
        if step.has_ended {
            out.truncate(written);
            return Ok(out.freeze());
        }
        if step.read == 0 && step.written == 0 {
            return Err(Failure::Malformed);
        }
    }
}

/// Compresses `input` step by step onto the end of `out`.
pub(super) fn compress(
    input: &[u8],
    out: &mut BytesMut,
    mut step: impl FnMut(&[u8], &mut [u8]) -> io::Result<Step>,
) -> io::Result<()> {
    let (mut read, mut written) = (0, out.len());
    loop {
        out.resize(
            written + (input.len() / 2).clamp(ROOM_MIN, ROOM_GUESS_MAX),
            0,
        );
        let (rest, room) = (input.get(read..), out.get_mut(written..));
        let step = step(rest.unwrap_or_default(), room.unwrap_or_default())?;
        read += step.read;
        written += step.written;
        if step.has_ended {
            out.truncate(written);
            return Ok(());
        }
        if step.read == 0 && step.written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
    }
}

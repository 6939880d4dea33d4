//! zstd.
//!
//! Its contexts are large, so each thread keeps its own.

use std::{cell::RefCell, io};

use bytes::{Bytes, BytesMut};
use zstd::{
    bulk::Compressor,
    stream::raw::{DParameter, Decoder, Operation as _},
    zstd_safe::compress_bound,
};

use super::{
    Failure,
    output::{self, Step},
};

/// A window of 8 MiB, the most that RFC 9659 lets a sender of HTTP content ask for.
const WINDOW_LOG_MAX: u32 = 23;

thread_local! {
    static COMPRESS: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESS: RefCell<Option<Decoder<'static>>> = const { RefCell::new(None) };
}

pub(super) fn compress(input: &[u8], out: &mut BytesMut) -> io::Result<()> {
    COMPRESS.with_borrow_mut(|kept| {
        let context = match kept {
            Some(context) => context,
            None => kept.insert(Compressor::new(::zstd::DEFAULT_COMPRESSION_LEVEL)?),
        };
        let before = out.len();
        out.resize(before + compress_bound(input.len()), 0);
        let room = out.get_mut(before..).unwrap_or_default();
        let written = context.compress_to_buffer(input, room)?;
        out.truncate(before + written);
        Ok(())
    })
}

pub(super) fn decompress(input: &[u8], limit: usize) -> Result<Bytes, Failure> {
    DECOMPRESS.with_borrow_mut(|kept| {
        let context = match kept {
            Some(context) => context,
            None => kept.insert(decoder().map_err(|_| Failure::Malformed)?),
        };
        context.reinit().map_err(|_| Failure::Malformed)?;
        output::decompress(input, limit, |input, room| {
            let status = context
                .run_on_buffers(input, room)
                .map_err(|_| Failure::Malformed)?;
            Ok(Step {
                read: status.bytes_read,
                written: status.bytes_written,
                // Of the frame; another one may follow.
                has_ended: status.remaining == 0 && status.bytes_read == input.len(),
            })
        })
    })
}

fn decoder() -> io::Result<Decoder<'static>> {
    let mut decoder = Decoder::new()?;
    decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX))?;
    Ok(decoder)
}

//! gzip and deflate.
//!
//! Setting up a coder costs more than a small message, so each thread keeps its own.

use std::{cell::RefCell, io};

use bytes::{Bytes, BytesMut};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::{
    Failure,
    output::{self, Step},
};

/// The coders of one format.
pub(super) struct Format {
    /// Whether a second member may follow the first, as only gzip has it.
    has_members: bool,
    compress: RefCell<Compress>,
    decompress: RefCell<Decompress>,
}

/// What a window of 32 KiB, the largest there is, is called.
const WINDOW_BITS: u8 = 15;

thread_local! {
    pub(super) static GZIP: Format = Format {
        has_members: true,
        compress: RefCell::new(Compress::new_gzip(Compression::default(), WINDOW_BITS)),
        decompress: RefCell::new(Decompress::new_gzip(WINDOW_BITS)),
    };
    pub(super) static ZLIB: Format = Format {
        has_members: false,
        compress: RefCell::new(Compress::new(Compression::default(), true)),
        decompress: RefCell::new(Decompress::new(true)),
    };
}

// === impl Format ===

impl Format {
    pub(super) fn compress(&self, input: &[u8], out: &mut BytesMut) -> io::Result<()> {
        let coder = &mut *self.compress.borrow_mut();
        coder.reset();
        output::compress(input, out, |input, room| {
            let (read, written) = (coder.total_in(), coder.total_out());
            let status = coder.compress(input, room, FlushCompress::Finish)?;
            Ok(Step {
                read: progress(read, coder.total_in()),
                written: progress(written, coder.total_out()),
                has_ended: status == Status::StreamEnd,
            })
        })
    }

    pub(super) fn decompress(&self, input: &[u8], limit: usize) -> Result<Bytes, Failure> {
        let coder = &mut *self.decompress.borrow_mut();
        coder.reset(true);
        output::decompress(input, limit, |input, room| {
            let (read, written) = (coder.total_in(), coder.total_out());
            let status = coder
                .decompress(input, room, FlushDecompress::None)
                .map_err(|_| Failure::Malformed)?;
            let read = progress(read, coder.total_in());
            let written = progress(written, coder.total_out());
            let is_over = status == Status::StreamEnd;
            let has_more = read < input.len();
            if is_over && has_more {
                if !self.has_members {
                    return Err(Failure::Malformed);
                }
                coder.reset(true);
            }
            Ok(Step {
                read,
                written,
                has_ended: is_over && !has_more,
            })
        })
    }
}

fn progress(before: u64, after: u64) -> usize {
    // Both count bytes of slices.
    usize::try_from(after - before).unwrap_or(usize::MAX)
}

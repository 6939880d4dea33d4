//! Compression of whole messages and bodies, and which of it a caller wants.
//!
//! Every codec here is the one that HTTP and the RPC protocols mean by its name: `deflate` is zlib
//! (RFC 1950), `snappy` the framed format. What comes out of a decompression is bounded, and so is
//! the memory on the way there.
//!
//! It knows no protocol: which header carries a name, and what an unknown one is answered with, is
//! for each of them to say.

use std::{fmt, io};

use bytes::{Bytes, BytesMut};

mod accept;
#[cfg(feature = "brotli")]
mod brotli;
mod encodings;
mod output;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(test)]
mod tests;
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

pub use self::{accept::preferred, encodings::Encodings};

/// A way to compress that this crate was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// None at all.
    Identity,
    /// RFC 1952.
    Gzip,
    /// The zlib format of RFC 1950, whatever the name suggests.
    Deflate,
    /// RFC 7932.
    #[cfg(feature = "brotli")]
    Brotli,
    /// RFC 8878, with windows of at most 8 MiB as RFC 9659 has it.
    #[cfg(feature = "zstd")]
    Zstd,
    /// Snappy's framing format.
    #[cfg(feature = "snappy")]
    Snappy,
}

/// Why something could not be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is more than the limit in it.
    #[error("message is larger than the limit once decompressed")]
    TooLarge,
    /// It breaks its format, ends too early, or something follows its end.
    #[error("compressed message is malformed")]
    Malformed,
}

// === impl Encoding ===

impl Encoding {
    /// All but identity, the one a server likes best first: by how little time a message takes,
    /// bytes on the wire and processor time together.
    const BY_PREFERENCE: &'static [Self] = &[
        #[cfg(feature = "zstd")]
        Self::Zstd,
        #[cfg(feature = "snappy")]
        Self::Snappy,
        Self::Gzip,
        Self::Deflate,
        #[cfg(feature = "brotli")]
        Self::Brotli,
    ];

    /// The encoding of this name; names are compared without regard to case.
    pub fn from_name(name: &str) -> Option<Self> {
        // RFC 9110, section 8.4.1.3
        if name.eq_ignore_ascii_case("x-gzip") {
            return Some(Self::Gzip);
        }
        let mut known = [Self::Identity].iter().chain(Self::BY_PREFERENCE);
        known
            .find(|known| name.eq_ignore_ascii_case(known.name()))
            .copied()
    }

    /// Its name in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            #[cfg(feature = "brotli")]
            Self::Brotli => "br",
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
            #[cfg(feature = "snappy")]
            Self::Snappy => "snappy",
        }
    }

    /// Appends `input`, compressed, to `out`.
    ///
    /// # Errors
    /// When a codec fails, for want of memory for example; `out` is then as it was.
    pub fn compress(self, input: &[u8], out: &mut BytesMut) -> io::Result<()> {
        let before = out.len();
        let done = match self {
            Self::Identity => {
                out.extend_from_slice(input);
                Ok(())
            }
            Self::Gzip => zlib::GZIP.with(|format| format.compress(input, out)),
            Self::Deflate => zlib::ZLIB.with(|format| format.compress(input, out)),
            #[cfg(feature = "brotli")]
            Self::Brotli => brotli::compress(input, out),
            #[cfg(feature = "zstd")]
            Self::Zstd => zstd::compress(input, out),
            #[cfg(feature = "snappy")]
            Self::Snappy => snappy::compress(input, out),
        };
        if done.is_err() {
            out.truncate(before);
        }
        done
    }

    /// What was compressed into `input`, if that is no more than `limit` bytes.
    ///
    /// Nothing at all stands for nothing at all: callers may leave an empty message as it is.
    ///
    /// # Errors
    /// When `input` breaks its format or holds more than `limit` bytes.
    pub fn decompress(self, input: &[u8], limit: usize) -> Result<Bytes, Failure> {
        if input.is_empty() {
            return Ok(Bytes::new());
        }
        match self {
            Self::Identity if input.len() > limit => Err(Failure::TooLarge),
            Self::Identity => Ok(Bytes::copy_from_slice(input)),
            Self::Gzip => zlib::GZIP.with(|format| format.decompress(input, limit)),
            Self::Deflate => zlib::ZLIB.with(|format| format.decompress(input, limit)),
            #[cfg(feature = "brotli")]
            Self::Brotli => brotli::decompress(input, limit),
            #[cfg(feature = "zstd")]
            Self::Zstd => zstd::decompress(input, limit),
            #[cfg(feature = "snappy")]
            Self::Snappy => snappy::decompress(input, limit),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

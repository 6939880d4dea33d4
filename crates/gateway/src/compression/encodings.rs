//! Sets of encodings.

use std::fmt;

use http::HeaderValue;

use super::Encoding;

/// The encodings a service uses; identity is always among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encodings {
    bits: u8,
}

// === impl Encodings ===

impl Encodings {
    /// Identity alone.
    pub const fn none() -> Self {
        Self { bits: 0 }
    }

    /// Everything that this crate was built with.
    pub fn all_built_in() -> Self {
        let all = Encoding::BY_PREFERENCE.iter();
        all.fold(Self::none(), |set, encoding| set.with(*encoding))
    }

    /// The same with `encoding`.
    #[must_use]
    pub const fn with(self, encoding: Encoding) -> Self {
        Self {
            bits: self.bits | bit(encoding),
        }
    }

    /// The same without `encoding`.
    #[must_use]
    pub const fn without(self, encoding: Encoding) -> Self {
        Self {
            bits: self.bits & !bit(encoding),
        }
    }

    /// Whether `encoding` is in use.
    pub const fn contains(self, encoding: Encoding) -> bool {
        matches!(encoding, Encoding::Identity) || self.bits & bit(encoding) != 0
    }

    /// All of the set but identity, the one this server likes best first.
    pub fn iter(self) -> impl Iterator<Item = Encoding> {
        let all = Encoding::BY_PREFERENCE.iter().copied();
        all.filter(move |encoding| self.contains(*encoding))
    }

    /// What a header such as `grpc-accept-encoding` says of the set, unless it is identity alone.
    pub fn accept_value(self) -> Option<HeaderValue> {
        let names: Vec<_> = self.iter().map(Encoding::name).collect();
        // No spaces: not every peer trims.
        let list = names.join(",");
        HeaderValue::try_from(list)
            .ok()
            .filter(|list| !list.is_empty())
    }
}

impl Default for Encodings {
    /// Everything that this crate was built with.
    fn default() -> Self {
        Self::all_built_in()
    }
}

impl fmt::Debug for Encodings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

const fn bit(encoding: Encoding) -> u8 {
    match encoding {
        Encoding::Identity => 0,
        Encoding::Gzip => 1,
        Encoding::Deflate => 1 << 1,
        #[cfg(feature = "brotli")]
        Encoding::Brotli => 1 << 2,
        #[cfg(feature = "zstd")]
        Encoding::Zstd => 1 << 3,
        #[cfg(feature = "snappy")]
        Encoding::Snappy => 1 << 4,
    }
}

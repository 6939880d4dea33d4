//! What a caller may choose for one call.

use super::{MAX_DEPTH, TypeRegistry};

/// How messages are read and written; the default is what the specification demands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How text is read.
    pub read: ReadOptions,
    /// How text is written.
    pub write: WriteOptions,
    /// The types that an `Any` may hold, besides the well-known ones.
    pub types: TypeRegistry,
    /// How deep objects and arrays may lie in each other.
    pub max_depth: usize,
}

/// How text is read.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Skips fields, and names of enum values, that a message does not have.
    pub ignore_unknown_fields: bool,
    /// Refuses names that an enum does not have also where unknown fields are skipped. Messages of
    /// a [backend](crate::backend) skip both or neither.
    pub refuse_unknown_names: bool,
}

/// How text is written.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Prints fields without presence even when they hold their default.
    pub default_values: bool,
    /// Prints fields by the names of the `.proto` file.
    pub proto_names: bool,
    /// Prints enum values by number.
    pub enum_numbers: bool,
}

// === impl Options ===

impl Options {
    /// The default options.
    pub const fn new() -> Self {
        Self {
            read: ReadOptions {
                ignore_unknown_fields: false,
                refuse_unknown_names: false,
            },
            write: WriteOptions {
                default_values: false,
                proto_names: false,
                enum_numbers: false,
            },
            types: TypeRegistry::new(),
            max_depth: MAX_DEPTH,
        }
    }

    /// Whether fields that a message does not have are skipped.
    #[must_use]
    pub fn ignore_unknown_fields(mut self, on: bool) -> Self {
        self.read.ignore_unknown_fields = on;
        self
    }

    /// Whether names that an enum does not have are refused also where unknown fields are skipped.
    #[must_use]
    pub fn refuse_unknown_names(mut self, on: bool) -> Self {
        self.read.refuse_unknown_names = on;
        self
    }

    /// Whether fields without presence are printed when they hold their default.
    #[must_use]
    pub fn default_values(mut self, on: bool) -> Self {
        self.write.default_values = on;
        self
    }

    /// Whether fields are printed by the names of the `.proto` file.
    #[must_use]
    pub fn proto_names(mut self, on: bool) -> Self {
        self.write.proto_names = on;
        self
    }

    /// Whether enum values are printed by number.
    #[must_use]
    pub fn enum_numbers(mut self, on: bool) -> Self {
        self.write.enum_numbers = on;
        self
    }

    /// The types that an `Any` may hold.
    #[must_use]
    pub fn types(mut self, types: TypeRegistry) -> Self {
        self.types = types;
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

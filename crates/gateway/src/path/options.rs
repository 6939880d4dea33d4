//! What the specification of path templates leaves open, or peers do otherwise.

/// How paths are read. The defaults follow `google/api/http.proto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Which escapes stay as they were sent in a variable over several segments.
    pub kept_escapes: KeptEscapes,
    /// What a `:verb` is that templates of other paths end in, but none that fits this path.
    pub foreign_verbs: ForeignVerbs,
    /// Whether HEAD and OPTIONS are answered where no template asks for them.
    pub implied_methods: ImpliedMethods,
}

/// The escapes that a variable over several segments (`{x=a/*}`, `{x=**}`) keeps.
///
/// A variable over one segment is always decoded in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptEscapes {
    /// `%2F` alone, so that segments stay apart: the specification, vanguard.
    #[default]
    Slash,
    /// Those of every character that RFC 6570 reserves: Envoy.
    Reserved,
    /// None: grpc-gateway in its legacy mode.
    None,
}

/// What the text behind the last colon is when no template for the path ends in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForeignVerbs {
    /// A part of the last segment: grpc-gateway, and Envoy for verbs that no template has at all.
    #[default]
    Segment,
    /// A verb that nobody serves, if any template at all ends in it: Envoy.
    NotFound,
}

/// The methods that exist beside those that templates ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImpliedMethods {
    /// HEAD wherever there is GET, OPTIONS everywhere.
    #[default]
    HeadAndOptions,
    /// None.
    None,
}

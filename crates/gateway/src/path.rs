//! Paths of REST requests: templates, matching, decoding.
//!
//! The grammar and the decoding rules are those of `google/api/http.proto`. What a match means is
//! the business of whoever inserted the value.

mod captures;
mod decode;
mod matcher;
mod options;
mod template;

pub(crate) use self::decode::decode;
pub use self::{
    captures::Captures,
    matcher::{Lookup, Matcher},
    options::{ForeignVerbs, ImpliedMethods, KeptEscapes, Options},
    template::{Template, Variable},
};

//! REST callers of RPC methods: the transcoder.
//!
//! A [`Route`] says how a request becomes the message of a method, and its answer an HTTP response;
//! generated code makes one for each `google.api.http` rule. Which route a request takes is decided
//! in [`crate::gateway`], who may call by the handler: it comes after a request is known to be well
//! formed.

mod accept;
mod field_mask;
pub(crate) mod head;
pub(crate) mod mapping;
pub(crate) mod metadata;
mod options;
pub mod query;
pub(crate) mod responder;
mod shape;
pub mod split;
mod stream;
#[cfg(test)]
pub(crate) mod test_messages;
pub(crate) mod violation;
mod write;

pub use self::{
    accept::StreamFormat,
    mapping::{GetMask, GetRaw, MatchedRoute, Route, SetRaw},
    options::{
        BesideMessage, Conflicts, DefaultValues, DuplicateKeys, FieldViolations, MediaTypes,
        Options, Plus, PrefixedMetadata, StreamItems, Unknown,
    },
    shape::{Field, Shape},
    write::Writer,
};

pub(crate) use self::mapping::Binding;

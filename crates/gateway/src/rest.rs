//! REST callers of RPC methods: the transcoder.
//!
//! A [`Router`] finds the [`Route`] for a request, reads its body, and hands one message to the
//! handler that also serves RPC callers. It neither knows the messages nor who may call: that is
//! the handler's part, and happens after a request is known to be well formed.

mod accept;
mod body;
mod field_mask;
pub(crate) mod head;
pub mod mapping;
mod metadata;
mod options;
mod query;
mod route;
mod router;
mod shape;
pub mod split;
mod timeout;
pub(crate) mod violation;
mod write;

pub use self::{
    accept::StreamFormat,
    options::{
        BesideMessage, Conflicts, DefaultValues, DuplicateKeys, FieldViolations, MediaTypes,
        Options, Plus, StreamItems, Unknown,
    },
    route::{Bind, BodyRule, Route},
    router::{ResponseFuture, Router, RpcPath},
    shape::{Field, Shape},
    write::Writer,
};

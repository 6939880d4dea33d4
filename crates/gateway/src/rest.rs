//! REST callers of RPC methods: the transcoder.
//!
//! A [`Router`] finds the [`Route`] for a request, reads its body, and hands one message to the
//! handler that also serves RPC callers. It neither knows the messages nor who may call: that is
//! the handler's part, and happens after a request is known to be well formed.

mod accept;
mod body;
mod field_mask;
pub(crate) mod head;
pub(crate) mod mapping;
pub(crate) mod metadata;
mod options;
pub mod query;
pub(crate) mod responder;
mod route;
mod router;
mod shape;
pub mod split;
mod stream;
#[cfg(test)]
pub(crate) mod test_messages;
mod timeout;
pub(crate) mod violation;
mod write;

pub use self::{
    accept::StreamFormat,
    mapping::{GetMask, GetRaw, MatchedRoute, Route, SetRaw},
    options::{
        BesideMessage, Conflicts, DefaultValues, DuplicateKeys, FieldViolations, MediaTypes,
        Options, Plus, StreamItems, Unknown,
    },
    router::{ResponseFuture, Router, RpcPath},
    shape::{Field, Shape},
    write::Writer,
};

pub(crate) use self::mapping::Binding;

/// Routes of a [`Router`], which serves REST alone.
pub mod unary {
    pub use super::route::{Bind, BodyRule, Route};
}

//! REST callers of RPC methods: the transcoder.
//!
//! A [`Router`] finds the [`Route`] for a request, reads its body, and hands one message to the
//! handler that also serves RPC callers. It neither knows the messages nor who may call: that is
//! the handler's part, and happens after a request is known to be well formed.

mod body;
mod metadata;
mod route;
mod router;
mod timeout;

pub use self::{
    route::{Bind, BodyRule, Route},
    router::{ResponseFuture, Router, RpcPath},
};

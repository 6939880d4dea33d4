//! One call between the protocol it came by and the typed method that answers it.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::BytesMut;
use http::Extensions;
use tonic::{Status, metadata::MetadataMap};

use crate::{form::Form, input::Input, interceptor::Intercepted};

/// A call on its way to its method.
pub(crate) struct Call {
    pub(crate) metadata: MetadataMap,
    pub(crate) extensions: Extensions,
    pub(crate) input: Input,
    pub(crate) form: Form,
    pub(crate) intercepted: Option<Intercepted>,
    /// Bytes to leave free before an only message, for its envelope.
    pub(crate) headroom: usize,
}

/// What a method answers.
pub(crate) struct Reply {
    pub(crate) metadata: MetadataMap,
    pub(crate) extensions: Extensions,
    pub(crate) output: Output,
}

/// The messages of an answer.
pub(crate) enum Output {
    /// The only one, encoded behind the headroom that the call asked for.
    Message(BytesMut),
    /// As many as come.
    Messages(Box<dyn Messages>),
}

/// Messages that are encoded as they are asked for.
pub(crate) trait Messages: Send {
    /// Appends the next message to `buf`; nothing is appended at the end and on errors.
    fn poll_encode(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>>;
}

/// The answer of a method, once it is there.
pub(crate) type ReplyFuture = Pin<Box<dyn Future<Output = Result<Reply, Status>> + Send>>;

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

//! Code that looks at every call: before its messages are read, and at each message once it is.
//!
//! A tower layer around the gateway sees requests and responses of HTTP; an interceptor sees what
//! all dialects have in common. It cannot wait for anything: what has to, belongs into a layer or
//! into the handler.

use std::{any::Any, fmt, sync::Arc};

use bytes::{Bytes, BytesMut};
use http::Extensions;
use tonic::{Code, Status, metadata::MetadataMap};

use crate::{
    json::{self, Message},
    protocol::Protocol,
};

/// Sees every call of a gateway; see [`Builder::interceptor`](crate::gateway::Builder::interceptor).
///
/// An error ends the call with its status, told in the caller's dialect. Messages of services
/// [behind](crate::backend) the gateway are not decoded, so only `call` is called for these.
///
/// ```
/// use portcullis_gateway::{AnyMessage, CallInfo, Interceptor};
/// use tonic::Status;
///
/// /// Refuses empty names, whoever asks for them.
/// struct Named;
///
/// impl Interceptor for Named {
///     fn request(&self, _: &CallInfo, message: &mut dyn AnyMessage) -> Result<(), Status> {
///         match message.downcast_ref::<String>() {
///             Some(name) if name.is_empty() => Err(Status::invalid_argument("name is empty")),
///             _ => Ok(()),
///         }
///     }
/// }
/// ```
pub trait Interceptor: Send + Sync + 'static {
    /// A call came in; none of its messages was read.
    ///
    /// # Errors
    ///
    /// The status to end the call with.
    fn call(
        &self,
        _call: &CallInfo,
        _metadata: &mut MetadataMap,
        _extensions: &mut Extensions,
    ) -> Result<(), Status> {
        Ok(())
    }

    /// A request message was read, and the handler gets it next.
    ///
    /// # Errors
    ///
    /// The status to end the call with.
    fn request(&self, _call: &CallInfo, _message: &mut dyn AnyMessage) -> Result<(), Status> {
        Ok(())
    }

    /// A response message is about to be written.
    ///
    /// # Errors
    ///
    /// The status to end the call with.
    fn response(&self, _call: &CallInfo, _message: &dyn AnyMessage) -> Result<(), Status> {
        Ok(())
    }

    /// A call is over, its answer included; a caller who went away ends it with CANCELLED.
    fn end(&self, _call: &CallInfo, _code: Code) {}
}

/// Which call it is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallInfo {
    /// The method: `/service/method`, by whatever path it was reached.
    pub path: Arc<str>,
    /// The dialect it came in.
    pub protocol: Protocol,
}

/// A message whose type is found out by asking.
pub trait AnyMessage: Any {
    /// The message in JSON, a redacted log for example.
    ///
    /// # Errors
    ///
    /// When it has no JSON form.
    fn to_json(&self, options: &json::Options) -> Result<Bytes, json::Error>;
}

/// The interceptors of a gateway, for one call.
#[derive(Clone)]
pub(crate) struct Intercepted {
    interceptors: Interceptors,
    call: CallInfo,
}

/// All interceptors of a gateway, in the order they were added.
pub(crate) type Interceptors = Arc<[Arc<dyn Interceptor>]>;

// === impl AnyMessage ===

impl<M: Message> AnyMessage for M {
    fn to_json(&self, options: &json::Options) -> Result<Bytes, json::Error> {
        let mut text = BytesMut::new();
        json::encode(self, options, &mut text)?;
        Ok(text.freeze())
    }
}

impl dyn AnyMessage {
    /// The message, if it is one of this type.
    pub fn downcast_ref<M: Message>(&self) -> Option<&M> {
        (self as &dyn Any).downcast_ref()
    }

    /// The message, if it is one of this type.
    pub fn downcast_mut<M: Message>(&mut self) -> Option<&mut M> {
        (self as &mut dyn Any).downcast_mut()
    }
}

// === impl Intercepted ===

impl Intercepted {
    /// Tells all of a call; none when there is nobody to tell.
    pub(crate) fn begin(
        interceptors: &Interceptors,
        path: &Arc<str>,
        protocol: Protocol,
        metadata: &mut MetadataMap,
        extensions: &mut Extensions,
    ) -> Result<Option<Self>, Status> {
        if interceptors.is_empty() {
            return Ok(None);
        }
        let call = CallInfo {
            path: Arc::clone(path),
            protocol,
        };
        for interceptor in interceptors.iter() {
            interceptor.call(&call, metadata, extensions)?;
        }
        Ok(Some(Self {
            interceptors: Arc::clone(interceptors),
            call,
        }))
    }

    pub(crate) fn request(&self, message: &mut dyn AnyMessage) -> Result<(), Status> {
        let mut interceptors = self.interceptors.iter();
        interceptors.try_for_each(|it| it.request(&self.call, message))
    }

    pub(crate) fn end(&self, code: Code) {
        for interceptor in self.interceptors.iter() {
            interceptor.end(&self.call, code);
        }
    }

    pub(crate) fn response(&self, message: &dyn AnyMessage) -> Result<(), Status> {
        let mut interceptors = self.interceptors.iter();
        interceptors.try_for_each(|it| it.response(&self.call, message))
    }
}

impl fmt::Debug for Intercepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intercepted")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

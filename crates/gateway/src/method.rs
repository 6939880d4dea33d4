//! RPC methods: a handler with its message types, made callable for every dialect.
//!
//! Generated code makes one [`Method`] for each method of a service. The four kinds differ in how
//! many messages go each way; what they have in common is erased behind one trait, so that the
//! dialects know no message type.

mod outgoing;
mod requests;

use std::{borrow::Cow, fmt, future::Future, marker::PhantomData, sync::Arc};

use bytes::{BufMut as _, BytesMut};
use http::Extensions;
use tonic::{Request, Response, Status, Streaming, metadata::MetadataMap};

use self::{outgoing::Outgoing, requests::streaming};
use crate::{
    call::{Call, Output, Reply, ReplyFuture},
    json::Message,
};

/// One method of a service: its name, its kind and who answers it.
#[derive(Clone)]
pub struct Method {
    name: Cow<'static, str>,
    kind: Kind,
    has_side_effects: bool,
    handler: Arc<dyn Handler>,
}

/// How many messages go each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One request, one response.
    Unary,
    /// Many requests, one response.
    ClientStreaming,
    /// One request, many responses.
    ServerStreaming,
    /// Many both ways.
    BidiStreaming,
}

/// Answers calls, whatever their message types.
pub(crate) trait Handler: Send + Sync {
    fn call(&self, call: Call) -> ReplyFuture;
}

/// A handler function and the messages it takes and gives.
struct Unary<F, Req>(F, PhantomData<fn(Req)>);
struct ClientStreaming<F, Req>(F, PhantomData<fn(Req)>);
struct ServerStreaming<F, Req>(F, PhantomData<fn(Req)>);
struct BidiStreaming<F, Req>(F, PhantomData<fn(Req)>);

// === impl Method ===

impl Method {
    /// A method with one request and one response.
    pub fn unary<Req, Res, F, Fut>(name: impl Into<Cow<'static, str>>, handler: F) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<Res>, Status>> + Send,
    {
        Self::new(name, Kind::Unary, Unary(handler, PhantomData))
    }

    /// A method with many requests and one response.
    pub fn client_streaming<Req, Res, F, Fut>(
        name: impl Into<Cow<'static, str>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<Res>, Status>> + Send,
    {
        let handler = ClientStreaming(handler, PhantomData);
        Self::new(name, Kind::ClientStreaming, handler)
    }

    /// A method with one request and many responses.
    pub fn server_streaming<Req, Res, F, Fut, S>(
        name: impl Into<Cow<'static, str>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<S>, Status>> + Send,
        S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
    {
        let handler = ServerStreaming(handler, PhantomData);
        Self::new(name, Kind::ServerStreaming, handler)
    }

    /// A method with many requests and many responses.
    pub fn bidi_streaming<Req, Res, F, Fut, S>(
        name: impl Into<Cow<'static, str>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<S>, Status>> + Send,
        S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
    {
        let handler = BidiStreaming(handler, PhantomData);
        Self::new(name, Kind::BidiStreaming, handler)
    }

    /// Says that a call changes nothing (`idempotency_level = NO_SIDE_EFFECTS`): Connect callers
    /// may then use GET.
    #[must_use]
    pub fn no_side_effects(mut self) -> Self {
        self.has_side_effects = false;
        self
    }

    /// The name, without its service.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many messages go each way.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether Connect callers may use GET.
    pub(crate) fn allows_get(&self) -> bool {
        self.kind == Kind::Unary && !self.has_side_effects
    }

    pub(crate) fn call(&self, call: Call) -> ReplyFuture {
        self.handler.call(call)
    }

    /// A method whose messages only its handler knows.
    pub(crate) fn new(
        name: impl Into<Cow<'static, str>>,
        kind: Kind,
        handler: impl Handler + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            kind,
            has_side_effects: true,
            handler: Arc::new(handler),
        }
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Method")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

// === impl Handler ===

impl<Req, Res, F, Fut> Handler for Unary<F, Req>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<Res>, Status>> + Send,
{
    fn call(&self, mut call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        Box::pin(async move {
            let message = call.form.decode::<Req>(call.input.only().await?)?;
            let request = Request::from_parts(call.metadata, call.extensions, message);
            let response = handler(request).await?;
            one(response, &call.form, call.headroom)
        })
    }
}

impl<Req, Res, F, Fut> Handler for ClientStreaming<F, Req>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<Res>, Status>> + Send,
{
    fn call(&self, call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        Box::pin(async move {
            let messages = streaming::<Req>(call.input, call.form.clone());
            let request = Request::from_parts(call.metadata, call.extensions, messages);
            let response = handler(request).await?;
            one(response, &call.form, call.headroom)
        })
    }
}

impl<Req, Res, F, Fut, S> Handler for ServerStreaming<F, Req>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<S>, Status>> + Send,
    S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
{
    fn call(&self, mut call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        Box::pin(async move {
            let message = call.form.decode::<Req>(call.input.only().await?)?;
            let request = Request::from_parts(call.metadata, call.extensions, message);
            let response = handler(request).await?;
            Ok(many(response, call.form))
        })
    }
}

impl<Req, Res, F, Fut, S> Handler for BidiStreaming<F, Req>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<S>, Status>> + Send,
    S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
{
    fn call(&self, call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        Box::pin(async move {
            let messages = streaming::<Req>(call.input, call.form.clone());
            let request = Request::from_parts(call.metadata, call.extensions, messages);
            let response = handler(request).await?;
            Ok(many(response, call.form))
        })
    }
}

fn one<M: Message>(
    response: Response<M>,
    form: &crate::form::Form,
    headroom: usize,
) -> Result<Reply, Status> {
    let (metadata, message, extensions) = response.into_parts();
    let mut buf = BytesMut::with_capacity(headroom + message.encoded_len());
    buf.put_bytes(0, headroom);
    form.encode(&message, &mut buf)?;
    Ok(reply(metadata, extensions, Output::Message(buf)))
}

fn many<M, S>(response: Response<S>, form: crate::form::Form) -> Reply
where
    M: Message,
    S: tokio_stream::Stream<Item = Result<M, Status>> + Send + 'static,
{
    let (metadata, messages, extensions) = response.into_parts();
    let outgoing = Box::new(Outgoing::new(messages, form));
    reply(metadata, extensions, Output::Messages(outgoing))
}

fn reply(metadata: MetadataMap, extensions: Extensions, output: Output) -> Reply {
    Reply {
        metadata,
        extensions,
        output,
    }
}

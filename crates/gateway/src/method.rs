//! RPC methods: a handler with its message types, made callable for every dialect.
//!
//! Generated code makes one [`Method`] for each method of a service. The four kinds differ in how
//! many messages go each way; what they have in common is erased behind one trait, so that the
//! dialects know no message type.

mod messages;
mod outgoing;
mod requests;

use std::{
    borrow::Cow,
    fmt,
    future::{Future, poll_fn},
    sync::Arc,
};

use bytes::{BufMut as _, BytesMut};
use http::Extensions;
use tonic::{Request, Response, Status, Streaming, metadata::MetadataMap};

use self::{
    messages::{Messages, Routes},
    outgoing::Outgoing,
    requests::streaming,
};
use crate::{
    call::{Call, Output, Reply, ReplyFuture},
    json::Message,
    rest::{Binding, Route},
};

pub(crate) use self::messages::RawType;

/// Room behind an only message: gRPC-Web's trailers follow it in the same buffer.
const TAILROOM: usize = 32;

/// One method of a service: its name, its kind and who answers it.
#[derive(Clone)]
pub struct Method {
    name: Cow<'static, str>,
    kind: Kind,
    has_side_effects: bool,
    bindings: Arc<[Binding]>,
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

/// A handler function and the routes that tell which messages it takes and gives.
struct Unary<F, Req, Res>(F, Routes<Req, Res>);
struct ClientStreaming<F, Req, Res>(F, Routes<Req, Res>);
struct ServerStreaming<F, Req, Res>(F, Routes<Req, Res>);
struct BidiStreaming<F, Req, Res>(F, Routes<Req, Res>);

// === impl Method ===

impl Method {
    /// A method with one request and one response. REST callers reach it by its routes.
    pub fn unary<Req, Res, F, Fut>(
        name: impl Into<Cow<'static, str>>,
        routes: impl IntoIterator<Item = Route<Req, Res>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<Res>, Status>> + Send,
    {
        let routes = Routes::from_iter(routes);
        let bindings = bindings(&routes);
        Self {
            bindings,
            ..Self::new(name, Kind::Unary, Unary(handler, routes))
        }
    }

    /// A method with many requests and one response.
    pub fn client_streaming<Req, Res, F, Fut>(
        name: impl Into<Cow<'static, str>>,
        routes: impl IntoIterator<Item = Route<Req, Res>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<Res>, Status>> + Send,
    {
        let routes = Routes::from_iter(routes);
        let bindings = bindings(&routes);
        let handler = ClientStreaming(handler, routes);
        Self {
            bindings,
            ..Self::new(name, Kind::ClientStreaming, handler)
        }
    }

    /// A method with one request and many responses.
    pub fn server_streaming<Req, Res, F, Fut, S>(
        name: impl Into<Cow<'static, str>>,
        routes: impl IntoIterator<Item = Route<Req, Res>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<S>, Status>> + Send,
        S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
    {
        let routes = Routes::from_iter(routes);
        let bindings = bindings(&routes);
        let handler = ServerStreaming(handler, routes);
        Self {
            bindings,
            ..Self::new(name, Kind::ServerStreaming, handler)
        }
    }

    /// A method with many requests and many responses.
    pub fn bidi_streaming<Req, Res, F, Fut, S>(
        name: impl Into<Cow<'static, str>>,
        routes: impl IntoIterator<Item = Route<Req, Res>>,
        handler: F,
    ) -> Self
    where
        Req: Message,
        Res: Message,
        F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response<S>, Status>> + Send,
        S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
    {
        let routes = Routes::from_iter(routes);
        let bindings = bindings(&routes);
        let handler = BidiStreaming(handler, routes);
        Self {
            bindings,
            ..Self::new(name, Kind::BidiStreaming, handler)
        }
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

    /// How REST callers reach it.
    pub(crate) fn bindings(&self) -> &[Binding] {
        &self.bindings
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
            bindings: Arc::default(),
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

impl<Req, Res, F, Fut> Handler for Unary<F, Req, Res>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<Res>, Status>> + Send,
{
    fn call(&self, mut call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        let mut messages = Messages::new(&self.1, call.form, call.intercepted);
        Box::pin(async move {
            let message = messages.decode(call.input.only().await?)?;
            let request = Request::from_parts(call.metadata, call.extensions, message);
            let response = handler(request).await?;
            one(response, &messages, call.headroom)
        })
    }
}

impl<Req, Res, F, Fut> Handler for ClientStreaming<F, Req, Res>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<Res>, Status>> + Send,
{
    fn call(&self, call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        let requests = Messages::new(&self.1, call.form.clone(), call.intercepted.clone());
        let responses = Messages::new(&self.1, call.form, call.intercepted);
        Box::pin(async move {
            let requests = streaming(call.input, requests);
            let request = Request::from_parts(call.metadata, call.extensions, requests);
            let response = handler(request).await?;
            one(response, &responses, call.headroom)
        })
    }
}

impl<Req, Res, F, Fut, S> Handler for ServerStreaming<F, Req, Res>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Req>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<S>, Status>> + Send,
    S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
{
    fn call(&self, mut call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        let mut messages = Messages::new(&self.1, call.form, call.intercepted);
        Box::pin(async move {
            let message = messages.decode(call.input.only().await?)?;
            let request = Request::from_parts(call.metadata, call.extensions, message);
            let response = handler(request).await?;
            many(response, messages).await
        })
    }
}

impl<Req, Res, F, Fut, S> Handler for BidiStreaming<F, Req, Res>
where
    Req: Message,
    Res: Message,
    F: Fn(Request<Streaming<Req>>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Response<S>, Status>> + Send,
    S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
{
    fn call(&self, call: Call) -> ReplyFuture {
        let handler = self.0.clone();
        let requests = Messages::new(&self.1, call.form.clone(), call.intercepted.clone());
        let responses = Messages::new(&self.1, call.form, call.intercepted);
        Box::pin(async move {
            let requests = streaming(call.input, requests);
            let request = Request::from_parts(call.metadata, call.extensions, requests);
            let response = handler(request).await?;
            many(response, responses).await
        })
    }
}

fn bindings<Req, Res>(routes: &[Route<Req, Res>]) -> Arc<[Binding]> {
    routes.iter().map(Route::binding).collect()
}

fn one<Req: Message, Res: Message>(
    response: Response<Res>,
    messages: &Messages<Req, Res>,
    headroom: usize,
) -> Result<Reply, Status> {
    let (metadata, message, mut extensions) = response.into_parts();
    if let Some(raw_type) = messages.raw_type(&message) {
        extensions.insert(raw_type);
    }
    let mut buf = BytesMut::with_capacity(headroom + message.encoded_len() + TAILROOM);
    buf.put_bytes(0, headroom);
    messages.encode(&message, &mut buf)?;
    Ok(reply(metadata, extensions, Output::Message(buf)))
}

async fn many<Req, Res, S>(
    response: Response<S>,
    messages: Messages<Req, Res>,
) -> Result<Reply, Status>
where
    Req: Message,
    Res: Message,
    S: tokio_stream::Stream<Item = Result<Res, Status>> + Send + 'static,
{
    let (metadata, responses, mut extensions) = response.into_parts();
    let mut responses = Box::pin(responses);
    let mut first = None;
    if messages.is_raw() {
        first = poll_fn(|cx| responses.as_mut().poll_next(cx))
            .await
            .transpose()?;
        let raw_type = first.as_ref().and_then(|first| messages.raw_type(first));
        if let Some(raw_type) = raw_type {
            extensions.insert(raw_type);
        }
    }
    let outgoing = Box::new(Outgoing::new(responses, first, messages));
    Ok(reply(metadata, extensions, Output::Messages(outgoing)))
}

fn reply(metadata: MetadataMap, extensions: Extensions, output: Output) -> Reply {
    Reply {
        metadata,
        extensions,
        output,
    }
}

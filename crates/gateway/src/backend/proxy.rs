//! One method of a backend: calls go out as gRPC, answers come back in.

use std::{convert::Infallible, future::poll_fn, marker::PhantomData};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderValue, Request, Response, Uri, Version,
    header::{
        ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TE, TRANSFER_ENCODING,
    },
};
use http_body::Body as HttpBody;
use tonic::{Code, Status, metadata::MetadataMap};
use tower::util::ServiceExt as _;
use tower_service::Service as TowerService;

use super::messages::{Received, Sent, Translator};
use crate::{
    body::{Body, BoxError},
    call::{Call, Output, Reply, ReplyFuture},
    error::Error,
    form::Form,
    json,
    method::{Handler, Kind},
    protocol::{connect, grpc},
    trailers::Trailers,
};

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");
const TRAILERS: HeaderValue = HeaderValue::from_static("trailers");

/// What is known of a backend's messages.
#[derive(Debug)]
pub(super) struct Schema {
    #[cfg(feature = "reflect")]
    pool: prost_reflect::DescriptorPool,
}

/// See the module.
pub(super) struct Proxy<S, B> {
    backend: S,
    kind: Kind,
    uri: Uri,
    translator: Translator,
    body: PhantomData<fn() -> B>,
}

// === impl Schema ===

impl Schema {
    #[cfg(feature = "reflect")]
    pub(super) fn new(descriptor_set: &[u8]) -> Result<Self, Error> {
        let pool = prost_reflect::DescriptorPool::decode(descriptor_set)
            .map_err(|error| Error::Schema(error.to_string()))?;
        Ok(Self { pool })
    }

    #[cfg(not(feature = "reflect"))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it can fail where messages are looked at"
    )]
    pub(super) fn new(_: &[u8]) -> Result<Self, Error> {
        Ok(Self {})
    }

    #[cfg(feature = "reflect")]
    fn translator(&self, path: &str) -> Translator {
        let mut services = self.pool.services();
        let method = services.find_map(|service| {
            let (name, method) = path.strip_prefix('/')?.rsplit_once('/')?;
            let mut methods = service.methods();
            methods.find(|it| service.full_name() == name && it.name() == method)
        });
        Translator(method.as_ref().map(super::transcode::Transcoder::new))
    }

    #[cfg(not(feature = "reflect"))]
    fn translator(&self, _: &str) -> Translator {
        Translator
    }
}

// === impl Proxy ===

impl<S: Clone, B> Proxy<S, B> {
    pub(super) fn new(backend: S, kind: Kind, path: &str, schema: &Schema) -> Result<Self, Error> {
        Ok(Self {
            backend,
            kind,
            uri: path.parse().map_err(|_| Error::Schema(path.to_owned()))?,
            translator: schema.translator(path),
            body: PhantomData,
        })
    }
}

impl<S, B> Handler for Proxy<S, B>
where
    S: TowerService<Request<Body>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn call(&self, mut call: Call) -> ReplyFuture {
        let backend = self.backend.clone();
        let (uri, kind, translator) = (self.uri.clone(), self.kind, self.translator.clone());
        Box::pin(async move {
            let form = call.form.clone();
            let only = matches!(kind, Kind::Unary | Kind::ServerStreaming);
            let body = if only {
                let message = call.input.only().await?;
                Body::from(translator.request_envelope(&form, &message)?)
            } else {
                Body::new(Sent::new(call.input, form.clone(), translator.clone()))
            };
            let mut request = Request::new(body);
            *request.uri_mut() = uri;
            *request.method_mut() = http::Method::POST;
            *request.version_mut() = Version::HTTP_2;
            *request.headers_mut() = request_headers(call.metadata);
            *request.extensions_mut() = call.extensions;
            let Ok(response) = backend.oneshot(request).await;
            let (parts, body) = response.into_parts();
            // an answer of trailers only has its status in the headers
            let status = Status::from_header_map(&parts.headers);
            if let Some(status) = status.clone()
                && status.code() != Code::Ok
            {
                return Err(status);
            }
            let metadata = MetadataMap::from_headers(parts.headers);
            let messages = Received::new(Body::new(body), status, form, translator);
            let reply = Reply {
                metadata,
                extensions: parts.extensions,
                output: Output::Messages(Box::new(messages)),
            };
            if matches!(kind, Kind::Unary | Kind::ClientStreaming) {
                only_message(reply, call.headroom).await
            } else {
                Ok(reply)
            }
        })
    }
}

/// What was said about the caller's own connection and encoding does not hold for the backend.
fn request_headers(metadata: MetadataMap) -> HeaderMap {
    let mut headers = metadata.into_headers();
    for name in [
        CONTENT_ENCODING,
        ACCEPT_ENCODING,
        CONTENT_LENGTH,
        TRANSFER_ENCODING,
        grpc::ENCODING,
        grpc::ACCEPT_ENCODING,
        connect::CONTENT_ENCODING,
        connect::ACCEPT_ENCODING,
    ] {
        headers.remove(name);
    }
    // the gateway keeps the deadline, and only some dialects word it as gRPC does
    headers.remove("grpc-timeout");
    headers.insert(CONTENT_TYPE, GRPC);
    headers.insert(TE, TRAILERS);
    headers
}

/// Waits for the one message of an answer and its trailers.
async fn only_message(mut reply: Reply, headroom: usize) -> Result<Reply, Status> {
    let Output::Messages(mut messages) = reply.output else {
        return Ok(reply);
    };
    let mut buf = BytesMut::new();
    buf.put_bytes(0, headroom);
    let first = poll_fn(|cx| messages.poll_encode(cx, &mut buf)).await;
    first.unwrap_or_else(|| Err(Status::internal("the backend sent no message")))?;
    let mut further = BytesMut::new();
    match poll_fn(|cx| messages.poll_encode(cx, &mut further)).await {
        None => {}
        Some(Err(end)) if end.code() == Code::Ok => {
            reply.extensions.insert(Trailers(end.metadata().clone()));
        }
        Some(Err(status)) => return Err(status),
        Some(Ok(())) => return Err(Status::internal("the backend sent more than one message")),
    }
    reply.output = Output::Message(buf);
    Ok(reply)
}

/// How messages of this form are JSON, if they are.
pub(super) fn json_options(form: &Form) -> Option<&json::Options> {
    match form {
        Form::Json(options) => Some(options),
        // no route leads to a backend
        Form::Proto(_) | Form::Rest(_) => None,
    }
}

//! One REST route: how a request becomes the message of an RPC method, and who answers it.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use bytes::{Bytes, BytesMut};
use http::{Extensions, Response};
use tonic::{Status, metadata::MetadataMap};

use crate::{answer, body::Body, json, path::Captures};

/// Sets the fields of a message that the path carries.
pub type Bind<M> = fn(&mut M, &mut Captures) -> Result<(), Status>;

type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;
type Handler = Arc<dyn Fn(Call, json::Options) -> Answer + Send + Sync>;

/// What the body of a request is read into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyRule {
    /// Nothing: whatever is sent is not looked at.
    Ignored,
    /// The whole message.
    Message,
}

/// One binding of an RPC method to an HTTP method and a path.
#[derive(Clone)]
pub struct Route {
    pub(super) method: &'static str,
    pub(super) template: &'static str,
    pub(super) rpc_path: &'static str,
    pub(super) body: BodyRule,
    pub(super) handler: Handler,
}

/// A request once it is matched and read.
pub(super) struct Call {
    pub(super) metadata: MetadataMap,
    pub(super) extensions: Extensions,
    pub(super) captures: Captures,
    pub(super) body: Bytes,
}

// === impl Route ===

impl Route {
    /// A route to a method with one request and one response message; `*` is every HTTP method.
    ///
    /// The body is decoded first and the path bound after it, so that the path wins.
    pub fn unary<Req, Res, F, Fut>(
        method: &'static str,
        template: &'static str,
        rpc_path: &'static str,
        body: BodyRule,
        handler: F,
        bind: Bind<Req>,
    ) -> Self
    where
        Req: json::Message,
        Res: json::Message,
        F: Fn(tonic::Request<Req>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<tonic::Response<Res>, Status>> + Send + 'static,
    {
        let call = move |call: Call, options: json::Options| -> Answer {
            match call.decode(body, bind, &options) {
                Ok(request) => {
                    let response = handler(request);
                    Box::pin(async move { encode(response.await?, &options) })
                }
                Err(status) => Box::pin(std::future::ready(Err(status))),
            }
        };
        Self {
            method,
            template,
            rpc_path,
            body,
            handler: Arc::new(call),
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("method", &self.method)
            .field("template", &self.template)
            .field("rpc_path", &self.rpc_path)
            .finish_non_exhaustive()
    }
}

// === impl Call ===

impl Call {
    fn decode<M: json::Message>(
        mut self,
        body: BodyRule,
        bind: Bind<M>,
        options: &json::Options,
    ) -> Result<tonic::Request<M>, Status> {
        let mut message = match body {
            BodyRule::Ignored => M::default(),
            BodyRule::Message => json::decode(&self.body, options)?,
        };
        bind(&mut message, &mut self.captures)?;
        Ok(tonic::Request::from_parts(
            self.metadata,
            self.extensions,
            message,
        ))
    }
}

fn encode<M: json::Message>(
    response: tonic::Response<M>,
    options: &json::Options,
) -> Result<Response<Body>, Status> {
    let (metadata, message, extensions) = response.into_parts();
    let mut text = BytesMut::new();
    json::encode(&message, options, &mut text)?;
    let mut response = answer::json_response(text.freeze());
    answer::copy_metadata(&metadata, response.headers_mut());
    *response.extensions_mut() = extensions;
    Ok(response)
}

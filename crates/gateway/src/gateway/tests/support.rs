//! A service of every kind of method, and calls as bytes.

use std::{convert::Infallible, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, Request, Response, Version};
use http_body_util::BodyExt as _;
use prost::Message as _;
use tonic::{Code, Status, Streaming, metadata::MetadataMap};
use tower::ServiceExt as _;

use crate::{
    Gateway, Limits, Method, Service, Trailers,
    body::Body,
    compression::Encodings,
    details::{pack, status_with_details},
    envelope,
    gateway::Builder,
};

/// Bytes of the largest message the test gateway reads.
pub(super) const LIMIT: usize = 100;

type Answer<T> = Result<tonic::Response<T>, Status>;

/// An answer that was read to its end.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) trailers: HeaderMap,
}

/// `Echo` and its kin answer what they are sent; `fail` ends with an error, `wait` never ends.
pub(super) fn service() -> Service {
    Service::new("test.v1.Test")
        .method(Method::unary("Echo", [], echo).no_side_effects())
        .method(Method::client_streaming("Join", [], join))
        .method(Method::server_streaming("Letters", [], letters))
        .method(Method::bidi_streaming("Talk", [], talk))
}

async fn echo(request: tonic::Request<String>) -> Answer<String> {
    let text = request.into_inner();
    match text.as_str() {
        "fail" => Err(failure()),
        "wait" => std::future::pending().await,
        _ => Ok(with_trailers(tonic::Response::new(text))),
    }
}

async fn join(request: tonic::Request<Streaming<String>>) -> Answer<String> {
    let mut messages = request.into_inner();
    let mut joined = String::new();
    while let Some(message) = messages.message().await? {
        joined.push_str(&message);
    }
    Ok(with_trailers(tonic::Response::new(joined)))
}

async fn letters(
    request: tonic::Request<String>,
) -> Answer<stream::BoxStream<'static, Result<String, Status>>> {
    let text = request.into_inner();
    let items: Vec<_> = match text.as_str() {
        "fail" => vec![Ok("f".to_owned()), Err(failure())],
        text => text.chars().map(|letter| Ok(letter.to_string())).collect(),
    };
    let items = stream::iter(items);
    let items = if text == "wait" {
        items.chain(stream::pending()).boxed()
    } else {
        items.boxed()
    };
    Ok(with_trailers(tonic::Response::new(items)))
}

async fn talk(
    request: tonic::Request<Streaming<String>>,
) -> Answer<stream::BoxStream<'static, Result<String, Status>>> {
    Ok(with_trailers(tonic::Response::new(
        request.into_inner().boxed(),
    )))
}

fn with_trailers<T>(mut response: tonic::Response<T>) -> tonic::Response<T> {
    let mut trailers = MetadataMap::new();
    trailers.insert("x-end", "1".parse().unwrap());
    response.extensions_mut().insert(Trailers(trailers));
    response
        .metadata_mut()
        .insert("x-begin", "0".parse().unwrap());
    response
}

fn failure() -> Status {
    let detail = pack(&prost_types::Duration {
        seconds: 1,
        nanos: 0,
    });
    status_with_details(Code::NotFound, "not here: ü", [detail])
}

pub(super) fn gateway() -> Gateway {
    builder().build().unwrap()
}

pub(super) fn builder() -> Builder {
    Gateway::builder()
        .service(service())
        .limits(Limits {
            message: LIMIT,
            message_time: Duration::from_secs(5),
            ..Limits::default()
        })
        .compress_from(0)
        .encodings(Encodings::all_built_in())
}

/// A message as it lies in a body.
pub(super) fn message(text: &str) -> Vec<u8> {
    text.to_owned().encode_to_vec()
}

/// A message in its envelope.
pub(super) fn enveloped(flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut buf = BytesMut::new();
    let start = envelope::begin(&mut buf);
    buf.extend_from_slice(payload);
    envelope::finish(&mut buf, start, flags).unwrap();
    buf.to_vec()
}

/// The envelopes of a body: flags and payload.
pub(super) fn opened(mut body: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut envelopes = Vec::new();
    while let [flags, a, b, c, d, rest @ ..] = body {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        envelopes.push((*flags, rest[..length].to_vec()));
        body = &rest[length..];
    }
    assert!(body.is_empty(), "a body ends inside an envelope");
    envelopes
}

/// A POST over HTTP/2.
pub(super) fn post(method: &str, content_type: &str, body: impl Into<Bytes>) -> Request<Body> {
    Request::post(format!("/test.v1.Test/{method}"))
        .version(Version::HTTP_2)
        .header("content-type", content_type)
        .body(Body::from(body.into()))
        .unwrap()
}

pub(super) async fn send(request: Request<Body>) -> Received {
    let response: Result<Response<Body>, Infallible> = gateway().oneshot(request).await;
    receive(response.unwrap()).await
}

pub(super) async fn receive(response: Response<Body>) -> Received {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap();
    let trailers = body.trailers().cloned().unwrap_or_default();
    Received {
        status: parts.status.as_u16(),
        headers: parts.headers,
        trailers,
        body: body.to_bytes(),
    }
}

/// The value of a header, or nothing.
pub(super) fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

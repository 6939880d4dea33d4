//! Sends a recorded request as it was sent then, and brings the answer into the recorded shape.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, request::Builder};
use prost::Message as _;
use serde_json::{Map, Value, json};

use super::exchange::Exchange;
use crate::support::{
    BINDINGS, Reply, SERVICE, append_raw, decode, encode, frame, h1, h2, read_frames, read_status,
};

/// The headers that clients rest on.
const HEADERS: [&str; 3] = [
    "content-type",
    "www-authenticate",
    "access-control-allow-origin",
];

/// Sends the request and returns the answer.
pub(super) async fn send(addr: SocketAddr, exchange: &Exchange, request: &Value) -> Value {
    match exchange.is_grpc {
        true => grpc(addr, request).await,
        false => rest(addr, request).await,
    }
}

async fn rest(addr: SocketAddr, recorded: &Value) -> Value {
    let verb = recorded["method"].as_str().unwrap();
    let path = recorded["path"].as_str().unwrap();
    let request = with_headers(Request::builder().method(verb).uri(path), recorded);
    let body = recorded["body"].as_str().unwrap_or_default();
    let body = Bytes::copy_from_slice(body.as_bytes());
    let reply = h1(addr, request.body(body).unwrap()).await;
    let body = match serde_json::from_slice(&reply.body) {
        Ok(body) => body,
        Err(_) if reply.body.is_empty() => Value::Null,
        Err(_) => json!({ "$text": reply.text() }),
    };
    json!({ "status": reply.status, "headers": headers(&reply), "body": body })
}

async fn grpc(addr: SocketAddr, recorded: &Value) -> Value {
    let path = recorded["method"].as_str().unwrap();
    let mut request = with_headers(Request::post(path), recorded).header("te", "trailers");
    if !request.headers_ref().unwrap().contains_key("content-type") {
        request = request.header("content-type", "application/grpc");
    }
    let method = own_method(path);
    let message = match recorded["message_hex"].as_str() {
        Some(hex) => from_hex(hex).into(),
        None => method.map_or_else(Bytes::new, |method| message(method, recorded)),
    };
    let reply = h2(addr, request.body(frame(0, &message)).unwrap()).await;
    let in_headers = reply.headers.contains_key("grpc-status");
    let status = if in_headers {
        &reply.headers
    } else {
        &reply.trailers
    };
    let (code, text, details) = read_status(status);
    let frames = read_frames(&reply.body);
    let body = frames
        .first()
        .map_or(Value::Null, |(_, bytes)| match method {
            Some(method) => decode(method, bytes),
            None => bytes
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>()
                .into(),
        });
    json!({
        "http_status": reply.status, "headers": headers(&reply), "body": body,
        "grpc_status": code, "grpc_message": text, "details": details,
    })
}

/// The message, with the parts that ProtoJSON cannot say appended as bytes.
fn message(method: &str, recorded: &Value) -> Bytes {
    let mut fields = recorded["message"].as_object().unwrap().clone();
    let raw = fields.remove("$raw");
    let odd_timeout = match fields.get("timeout") {
        Some(Value::Object(_)) => fields.remove("timeout"),
        _ => None,
    };
    let mut message = encode(method, &Value::Object(fields));
    if let Some(timeout) = odd_timeout {
        let part = |name: &str| timeout[name].as_i64().unwrap_or_default();
        let nanos = i32::try_from(part("nanos")).unwrap();
        let duration = prost_types::Duration {
            seconds: part("seconds"),
            nanos,
        };
        message = append_raw(method, "timeout", &message, &duration.encode_to_vec());
    }
    if let Some(raw) = raw {
        message = [&message[..], &from_hex(raw.as_str().unwrap())]
            .concat()
            .into();
    }
    message
}

fn own_method(path: &str) -> Option<&str> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    let known = BINDINGS.iter().any(|binding| binding.name == method);
    (service == SERVICE && known).then_some(method)
}

fn with_headers(mut request: Builder, recorded: &Value) -> Builder {
    for pair in recorded["headers"].as_array().unwrap() {
        request = request.header(pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
    }
    request
}

fn headers(reply: &Reply) -> Value {
    let there = HEADERS
        .iter()
        .filter(|name| reply.headers.contains_key(**name));
    let named = there.map(|name| (String::from(*name), reply.header(name).into()));
    Value::Object(named.collect::<Map<_, _>>())
}

fn from_hex(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

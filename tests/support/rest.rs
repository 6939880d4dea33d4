//! The REST caller: a request becomes a path and a JSON body, by the hand-written table.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Answer, BASE, Binding, Call, Protocol, Reply, h1, h2};

/// All but the characters that mean themselves in a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) async fn call(addr: SocketAddr, protocol: Protocol, call: &Call) -> Answer {
    let reply = match protocol {
        Protocol::RestH2 => h2(addr, request(call)).await,
        _ => h1(addr, request(call)).await,
    };
    answer(protocol, reply)
}

fn request(call: &Call) -> Request<Bytes> {
    let binding = Binding::of(&call.method);
    let mut fields = call.request.as_object().unwrap().clone();
    let path: Vec<String> = binding
        .path
        .split('/')
        .map(|segment| match variable(segment) {
            Some(name) => {
                let value = fields.remove(name).unwrap_or_default();
                let value = value.as_str().unwrap_or_default();
                utf8_percent_encode(value, SEGMENT).to_string()
            }
            None => String::from(segment),
        })
        .collect();
    let mut request = Request::builder()
        .method(binding.verb)
        .uri(format!("{BASE}{}", path.join("/")));
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    assert!(
        binding.body || fields.is_empty(),
        "{}: no body",
        call.method
    );
    if fields.is_empty() {
        return request.body(Bytes::new()).unwrap();
    }
    let body = Value::Object(fields).to_string();
    let request = request.header("content-type", "application/json");
    request.body(body.into()).unwrap()
}

fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn answer(protocol: Protocol, reply: Reply) -> Answer {
    assert_eq!(reply.broken, None, "{reply:?}");
    let body = reply.json();
    let mut answer = Answer {
        protocol,
        code: 0,
        message: String::new(),
        details: Vec::new(),
        body: Value::Null,
        http_status: reply.status,
        headers: reply.headers,
    };
    if reply.status == 200 {
        answer.body = body;
        return answer;
    }
    answer.code = body["code"].as_i64().map_or(-1, |code| code as i32);
    answer.message = body["message"]
        .as_str()
        .map_or_else(|| body.to_string(), String::from);
    answer.details = body["details"].as_array().cloned().unwrap_or_default();
    answer
}

//! The REST caller: a request becomes a path and a JSON body, by the hand-written table.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Answer, Binding, Call, Protocol, Reply, Rest, h1, h2};

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
            Some((name, verb)) => {
                let value = text(&fields.remove(name).unwrap_or_default());
                format!("{}{verb}", utf8_percent_encode(&value, SEGMENT))
            }
            None => String::from(segment),
        })
        .collect();
    let mut uri = format!("{}{}", binding.base(), path.join("/"));
    if binding.rest == Rest::Query {
        for (at, (name, value)) in std::mem::take(&mut fields).into_iter().enumerate() {
            let mark = if at == 0 { '?' } else { '&' };
            let value = text(&value);
            let value = utf8_percent_encode(&value, SEGMENT);
            uri.push_str(&format!("{mark}{name}={value}"));
        }
    }
    let mut request = Request::builder().method(binding.verb.clone()).uri(uri);
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    assert!(
        binding.rest == Rest::Body || fields.is_empty(),
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

/// The name of a variable, and what stands behind it.
fn variable(segment: &str) -> Option<(&str, &str)> {
    segment.strip_prefix('{')?.split_once('}')
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
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

//! The Connect caller: a plain POST, the message as JSON or protobuf, errors as JSON.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::{Answer, Call, Protocol, Reply, decode, detail, encode, h1, h2};

/// The names of the codes, by number less one.
const CODES: [&str; 16] = [
    "canceled",
    "unknown",
    "invalid_argument",
    "deadline_exceeded",
    "not_found",
    "already_exists",
    "permission_denied",
    "resource_exhausted",
    "failed_precondition",
    "aborted",
    "out_of_range",
    "unimplemented",
    "internal",
    "unavailable",
    "data_loss",
    "unauthenticated",
];

pub(crate) async fn call(addr: SocketAddr, protocol: Protocol, call: &Call) -> Answer {
    let (media, body): (_, Bytes) = match is_json(protocol) {
        true => ("application/json", call.request.to_string().into()),
        false => ("application/proto", encode(&call.method, &call.request)),
    };
    let mut request = Request::post(call.path())
        .header("content-type", media)
        .header("connect-protocol-version", "1");
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    let request = request.body(body).unwrap();
    let reply = match protocol {
        Protocol::ConnectJsonH2 | Protocol::ConnectProtoH2 => h2(addr, request).await,
        _ => h1(addr, request).await,
    };
    answer(protocol, media, &call.method, &reply)
}

fn is_json(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::ConnectJson | Protocol::ConnectJsonH2)
}

fn answer(protocol: Protocol, media: &str, method: &str, reply: &Reply) -> Answer {
    assert_eq!(reply.broken, None, "{reply:?}");
    assert!(reply.trailers.is_empty(), "{reply:?}");
    let mut answer = Answer {
        protocol,
        code: 0,
        message: String::new(),
        details: Vec::new(),
        body: Value::Null,
        http_status: reply.status,
        headers: reply.headers.clone(),
    };
    if reply.status == 200 {
        assert_eq!(reply.header("content-type"), media, "{reply:?}");
        answer.body = match is_json(protocol) {
            true => reply.json(),
            false => decode(method, &reply.body),
        };
        return answer;
    }
    assert_eq!(reply.header("content-type"), "application/json");
    (answer.code, answer.message, answer.details) = read_error(&reply.json());
    answer
}

/// Code, message and details of an error, which holds nothing else.
pub(crate) fn read_error(error: &Value) -> (i32, String, Vec<Value>) {
    let mut fields = error.as_object().unwrap().clone();
    let code = fields.remove("code").unwrap_or_default();
    let index = CODES.iter().position(|name| code == *name);
    let index = index.unwrap_or_else(|| panic!("no code of Connect: {error}"));
    let message = fields.remove("message").unwrap_or_else(|| json!(""));
    let details = fields.remove("details").unwrap_or_else(|| json!([]));
    assert!(fields.is_empty(), "more than an error: {error}");
    let details = details.as_array().unwrap().iter().map(read_detail);
    (
        i32::try_from(index).unwrap() + 1,
        String::from(message.as_str().unwrap()),
        details.collect(),
    )
}

fn read_detail(shown: &Value) -> Value {
    let text = |name: &str| shown[name].as_str().unwrap_or_else(|| panic!("{shown}"));
    let (name, value) = (text("type"), text("value"));
    assert!(!name.contains('/'), "a bare name is due: {shown}");
    assert!(!value.ends_with('='), "no padding is due: {shown}");
    detail(&format!("type.googleapis.com/{name}"), value)
}

//! What callers of RPC methods are told when they ask for something unusual, as the documents of
//! gRPC and gRPC-Web have it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Request;
use serde_json::json;

use crate::support::{
    Protocol, Reply, SERVICE, Server, WebAnswer, encode, frame, h1, h2, read_status,
};

/// What is wanted, the answer that is it, and the one that came.
type Case<'a> = (&'a str, &'a str, String);

const OVER_LIMIT: usize = 4 * 1024 * 1024;

#[tokio::test]
async fn grpc_callers() {
    let server = &Server::start().await;
    check(&[
        (
            "too large a message is RESOURCE_EXHAUSTED",
            "8 *",
            over_limit(server, Protocol::Grpc).await,
        ),
        (
            "a deadline that passed is DEADLINE_EXCEEDED",
            "4 *",
            deadline(server).await,
        ),
        (
            "a timeout that is none is refused",
            "13 *",
            grpc(server, &[("grpc-timeout", "abc")], frame(0, b"")).await,
        ),
        (
            "two messages on a unary call are UNIMPLEMENTED",
            "12 *",
            grpc(server, &[], [frame(0, b""), frame(0, b"")].concat().into()).await,
        ),
        (
            "no message on a unary call is UNIMPLEMENTED",
            "12 *",
            grpc(server, &[], Bytes::new()).await,
        ),
        (
            "messages as JSON",
            "0, application/grpc+json, {}",
            grpc_as(server, "application/grpc+json", frame(0, b"{}")).await,
        ),
        (
            "the answer's content type is the caller's",
            "0, application/grpc+proto, ",
            grpc_as(server, "application/grpc+proto", frame(0, b"")).await,
        ),
    ]);
}

#[tokio::test]
async fn grpc_web_callers() {
    let server = &Server::start().await;
    check(&[
        (
            "too large a message is RESOURCE_EXHAUSTED",
            "8 *",
            over_limit(server, Protocol::GrpcWeb).await,
        ),
        (
            "parameters of the content type are ignored",
            "200, a message",
            web(server, "application/grpc-web+proto; charset=utf-8").await,
        ),
        (
            "the content type's case is ignored",
            "200, a message",
            web(server, "Application/gRPC-Web+Proto").await,
        ),
        (
            "a refusal's trailers are in the body",
            "trailers in the body",
            web_trailers(server).await,
        ),
        (
            "text may be padded part by part",
            "200, a message",
            padded_parts(server).await,
        ),
        (
            "text is answered as text, asked for or not",
            "application/grpc-web-text*",
            unasked_text(server).await,
        ),
    ]);
}

#[track_caller]
fn check(cases: &[Case<'_>]) {
    for (what, wanted, answer) in cases {
        assert!(matches(wanted, answer), "{what}: {answer}");
    }
}

/// A star at the end stands for any text.
fn matches(wanted: &str, answer: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => answer.starts_with(start),
        None => wanted == answer,
    }
}

async fn over_limit(server: &Server, protocol: Protocol) -> String {
    let request = json!({ "name": "n", "script": "x".repeat(OVER_LIMIT) });
    let answer = server.api(protocol).call("CreateAction", request).await;
    format!("{} {}", answer.code, answer.message)
}

async fn deadline(server: &Server) -> String {
    let headers = [("grpc-timeout", "1n")];
    let api = server.api(Protocol::Grpc);
    let answer = api.call_with("GetMyOrg", json!({}), &headers).await;
    format!("{} {}", answer.code, answer.message)
}

/// Code and message.
async fn grpc(server: &Server, headers: &[(&str, &str)], body: Bytes) -> String {
    let (code, message) = status(&healthz(server, "application/grpc", headers, body).await);
    format!("{code} {message}")
}

/// Code, content type and the bytes of the message.
async fn grpc_as(server: &Server, media: &str, body: Bytes) -> String {
    let reply = healthz(server, media, &[], body).await;
    let message = reply.body.get(5..).unwrap_or_default();
    let message = String::from_utf8_lossy(message);
    let media = reply.header("content-type");
    format!("{}, {media}, {message}", status(&reply).0)
}

async fn healthz(server: &Server, media: &str, headers: &[(&str, &str)], body: Bytes) -> Reply {
    let mut request = Request::post(format!("/{SERVICE}/Healthz"))
        .header("te", "trailers")
        .header("content-type", media);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    h2(server.addr, request.body(body).unwrap()).await
}

/// HTTP status, and what the body holds.
async fn web(server: &Server, media: &str) -> String {
    let request = Request::post(format!("/{SERVICE}/Healthz")).header("content-type", media);
    let reply = h1(server.addr, request.body(frame(0, b"")).unwrap()).await;
    let found = match reply.body.starts_with(&frame(0, b"")) {
        true => String::from("a message"),
        false => reply.text(),
    };
    format!("{}, {found}", reply.status)
}

async fn web_trailers(server: &Server) -> String {
    let request = Request::post(format!("/{SERVICE}/GetMyOrg"))
        .header("content-type", "application/grpc-web+proto")
        .body(frame(0, b""));
    let reply = h1(server.addr, request.unwrap()).await;
    match WebAnswer::read(&reply.body).trailers {
        Some(_) => String::from("trailers in the body"),
        None => format!("in the headers: {} {}", status(&reply).0, status(&reply).1),
    }
}

/// The content type of the answer to a text request without `accept`.
async fn unasked_text(server: &Server) -> String {
    let request = Request::post(format!("/{SERVICE}/Healthz"))
        .header("content-type", "application/grpc-web-text")
        .body(STANDARD.encode(frame(0, b"")).into());
    let reply = h1(server.addr, request.unwrap()).await;
    String::from(reply.header("content-type"))
}

async fn padded_parts(server: &Server) -> String {
    let message = frame(0, &encode("GetFlow", &json!({ "type": "1" })));
    let (head, rest) = message.split_at(5);
    let body = STANDARD.encode(head) + &STANDARD.encode(rest);
    let request = Request::post(format!("/{SERVICE}/GetFlow"))
        .header("content-type", "application/grpc-web-text")
        .header("accept", "application/grpc-web-text")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(body.into());
    let reply = h1(server.addr, request.unwrap()).await;
    let web = WebAnswer::read(&crate::support::decode_text(&reply.body));
    let found = match web.messages.is_empty() {
        true => format!("{} {}", status(&reply).0, status(&reply).1),
        false => String::from("a message"),
    };
    format!("{}, {found}", reply.status)
}

/// Code and message; -1 if none came.
fn status(reply: &Reply) -> (i32, String) {
    let mut places = [&reply.headers, &reply.trailers].into_iter();
    let place = places.find(|place| place.contains_key("grpc-status"));
    place.map_or((-1, String::new()), |place| {
        let (code, message, _) = read_status(place);
        (code, message)
    })
}

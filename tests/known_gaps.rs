//! What callers may rightly expect and the libraries underneath do not do yet.
//!
//! Each entry states the behaviour wanted and must still fail. One that holds turns the test
//! red: then it is no gap any more and belongs among the tests of its behaviour.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::support::{
    BASE, Code, Protocol, Reply, SERVICE, Server, WebAnswer, encode, frame, h1, h2, read_status,
};

const OVER_LIMIT: usize = 4 * 1024 * 1024;

#[tokio::test]
async fn gaps_of_grpc() {
    let server = &Server::start().await;
    still_open(&[
        (
            "too large a message is RESOURCE_EXHAUSTED",
            over_limit(server, Protocol::Grpc).await,
        ),
        (
            "a deadline that passed is DEADLINE_EXCEEDED",
            deadline(server).await,
        ),
        (
            "a timeout that is none is refused",
            bad_timeout(server).await,
        ),
        (
            "two messages on a unary call are refused",
            two_messages(server).await,
        ),
        (
            "no message on a unary call is UNIMPLEMENTED",
            no_message(server).await,
        ),
        ("messages as JSON", grpc_json(server).await),
        (
            "the answer's content type is the caller's",
            same_media_type(server).await,
        ),
    ]);
}

#[tokio::test]
async fn gaps_of_grpc_web() {
    let server = &Server::start().await;
    still_open(&[
        (
            "too large a message is RESOURCE_EXHAUSTED",
            over_limit(server, Protocol::GrpcWeb).await,
        ),
        (
            "parameters of the content type are ignored",
            web_media_type(server, "application/grpc-web+proto; charset=utf-8").await,
        ),
        (
            "the content type's case is ignored",
            web_media_type(server, "Application/gRPC-Web+Proto").await,
        ),
        (
            "a refusal's trailers are in the body",
            web_trailers(server).await,
        ),
        (
            "text may be padded part by part",
            padded_parts(server).await,
        ),
    ]);
}

#[tokio::test]
async fn gaps_of_json() {
    let server = &Server::start().await;
    still_open(&[
        (
            "null for a scalar is as absent",
            search(server, r#"{"sortingColumn":null}"#).await,
        ),
        (
            "null for a list is as absent",
            search(server, r#"{"queries":null}"#).await,
        ),
        (
            "an unknown enum name is as absent",
            search(server, r#"{"sortingColumn":"NOPE"}"#).await,
        ),
        (
            "an unknown enum number reaches the method",
            search(server, r#"{"sortingColumn":9}"#).await,
        ),
        (
            "an exponent in an integer",
            search(server, r#"{"query":{"limit":1e2}}"#).await,
        ),
        (
            "an integer with a fraction of nothing",
            search(server, r#"{"query":{"limit":100.0}}"#).await,
        ),
        (
            "an exponent in an integer as text",
            search(server, r#"{"query":{"limit":"1e2"}}"#).await,
        ),
    ]);
}

/// Each gap with whether the behaviour wanted is there.
#[track_caller]
fn still_open(gaps: &[(&str, bool)]) {
    let closed: Vec<&str> = gaps.iter().filter(|gap| gap.1).map(|gap| gap.0).collect();
    assert!(
        closed.is_empty(),
        "no gaps any more, each wants a test of its own: {closed:#?}"
    );
}

async fn over_limit(server: &Server, protocol: Protocol) -> bool {
    let request = json!({ "name": "n", "script": "x".repeat(OVER_LIMIT) });
    let answer = server.api(protocol).call("CreateAction", request).await;
    answer.code == Code::ResourceExhausted as i32
}

async fn deadline(server: &Server) -> bool {
    let headers = [("grpc-timeout", "1n")];
    let answer = server
        .api(Protocol::Grpc)
        .call_with("GetMyOrg", json!({}), &headers)
        .await;
    answer.code == Code::DeadlineExceeded as i32
}

async fn bad_timeout(server: &Server) -> bool {
    let reply = grpc(server, &[("grpc-timeout", "abc")], frame(0, b"")).await;
    status(&reply) != Some(0)
}

async fn two_messages(server: &Server) -> bool {
    let body = [frame(0, b""), frame(0, b"")].concat();
    let reply = grpc(server, &[], body.into()).await;
    status(&reply) != Some(0)
}

async fn no_message(server: &Server) -> bool {
    let reply = grpc(server, &[], Bytes::new()).await;
    status(&reply) == Some(Code::Unimplemented as i32)
}

async fn grpc_json(server: &Server) -> bool {
    let headers = [("content-type", "application/grpc+json")];
    let reply = grpc(server, &headers, frame(0, b"{}")).await;
    status(&reply) == Some(0) && reply.body == frame(0, b"{}")
}

async fn same_media_type(server: &Server) -> bool {
    let headers = [("content-type", "application/grpc+proto")];
    let reply = grpc(server, &headers, frame(0, b"")).await;
    reply.header("content-type") == headers[0].1
}

async fn web_media_type(server: &Server, media: &str) -> bool {
    let request = Request::post(format!("/{SERVICE}/Healthz")).header("content-type", media);
    let reply = h1(server.addr, request.body(frame(0, b"")).unwrap()).await;
    reply.status == 200 && reply.body.starts_with(&frame(0, b""))
}

async fn web_trailers(server: &Server) -> bool {
    let request = Request::post(format!("/{SERVICE}/GetMyOrg"))
        .header("content-type", "application/grpc-web+proto")
        .body(frame(0, b""));
    let reply = h1(server.addr, request.unwrap()).await;
    WebAnswer::read(&reply.body).trailers.is_some()
}

async fn padded_parts(server: &Server) -> bool {
    let message = frame(0, &encode("GetFlow", &json!({ "type": "1" })));
    let (head, rest) = message.split_at(5);
    let body = STANDARD.encode(head) + &STANDARD.encode(rest);
    let request = Request::post(format!("/{SERVICE}/GetFlow"))
        .header("content-type", "application/grpc-web-text")
        .header("accept", "application/grpc-web-text")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(body.into());
    let reply = h1(server.addr, request.unwrap()).await;
    let web = crate::support::decode_text(&reply.body);
    !WebAnswer::read(&web).messages.is_empty()
}

/// Whether a search with this JSON body comes to an answer.
async fn search(server: &Server, body: &'static str) -> bool {
    let request = Request::post(format!("{BASE}/actions/_search"))
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(Bytes::from_static(body.as_bytes()));
    let reply = h1(server.addr, request.unwrap()).await;
    assert_ne!(reply.json(), Value::Null, "{reply:?}");
    reply.status == 200
}

async fn grpc(server: &Server, headers: &[(&str, &str)], body: Bytes) -> Reply {
    let mut request = Request::post(format!("/{SERVICE}/Healthz")).header("te", "trailers");
    if headers.iter().all(|header| header.0 != "content-type") {
        request = request.header("content-type", "application/grpc");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    h2(server.addr, request.body(body).unwrap()).await
}

/// The gRPC status, if one came.
fn status(reply: &Reply) -> Option<i32> {
    let in_headers = reply.headers.contains_key("grpc-status");
    let trailers = if in_headers {
        &reply.headers
    } else {
        &reply.trailers
    };
    trailers
        .contains_key("grpc-status")
        .then(|| read_status(trailers).0)
}

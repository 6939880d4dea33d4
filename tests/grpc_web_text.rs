//! gRPC-Web as base64 text: how requests may be cut up, how answers come back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::support::{
    Protocol, Reply, SERVICE, Server, WebAnswer, decode, decode_text, encode, frame, h1, h2,
    read_status,
};

const TEXT: &str = "application/grpc-web-text";

#[tokio::test]
async fn text_is_answered_in_text() {
    let server = Server::start().await;
    let body = STANDARD.encode(frame(0, &encode("GetFlow", &json!({ "type": "1" }))));
    for media in [TEXT, "application/grpc-web-text+proto"] {
        let reply = send(&server, "GetFlow", media, &body).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(reply.header("content-type").starts_with(TEXT), "{reply:?}");
        let flow = message("GetFlow", &reply);
        assert_eq!(flow["flow"]["type"]["id"], "1");
    }
}

#[tokio::test]
async fn an_answer_ends_with_its_trailers() {
    let server = Server::start().await;
    let body = STANDARD.encode(frame(0, &[]));
    let reply = send(&server, "ListFlowTypes", TEXT, &body).await;
    let web = WebAnswer::read(&decode_text(&reply.body));
    assert_eq!(web.messages.len(), 1);
    assert_eq!(read_status(&web.trailers.unwrap()).0, 0);
}

#[tokio::test]
async fn padding_depends_on_the_length_only() {
    let server = Server::start().await;
    let api = server.api(Protocol::GrpcWebText);
    for name in ["a", "ab", "abc", "abcd"] {
        let id = api.create(name).await;
        assert_eq!(api.action(&id).await["name"], name);
    }
}

#[tokio::test]
async fn a_large_message_survives() {
    let server = Server::start().await;
    let script: String = (0..2000)
        .map(|i| char::from(b'!' + (i % 90) as u8))
        .collect();
    let api = server.api(Protocol::GrpcWebText);
    let created = api
        .call("CreateAction", json!({ "name": "large", "script": script }))
        .await;
    let id = created.ok()["id"].as_str().unwrap();
    assert_eq!(api.action(id).await["script"], script);
}

#[tokio::test]
async fn a_body_that_is_no_text_is_refused_and_the_next_call_works() {
    let server = Server::start().await;
    let good = STANDARD.encode(frame(0, &[]));
    let bodies = ["!!!!", "AAAA\n\0", "=AAA", "A", "AAAAAAB="];
    for body in bodies {
        let reply = send(&server, "Healthz", TEXT, body).await;
        assert_ne!(status(&reply), 0, "{body}: {reply:?}");
        let reply = send(&server, "Healthz", TEXT, &good).await;
        assert_eq!(status(&reply), 0, "after {body}: {reply:?}");
    }
}

#[tokio::test]
async fn text_works_over_http_2() {
    let server = Server::start().await;
    let body = STANDARD.encode(frame(0, &[]));
    let reply = h2(
        server.addr,
        request("Healthz", TEXT, &server.admin_token, &body),
    )
    .await;
    assert_eq!((status(&reply), message("Healthz", &reply)), (0, json!({})));
}

async fn send(server: &Server, method: &str, media: &str, body: &str) -> Reply {
    h1(
        server.addr,
        request(method, media, &server.admin_token, body),
    )
    .await
}

fn request(method: &str, media: &str, token: &str, body: &str) -> Request<Bytes> {
    Request::post(format!("/{SERVICE}/{method}"))
        .header("content-type", media)
        .header("accept", media)
        .header("x-grpc-web", "1")
        .header("authorization", format!("Bearer {token}"))
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

fn message(method: &str, reply: &Reply) -> Value {
    let web = WebAnswer::read(&decode_text(&reply.body));
    decode(method, &web.messages[0].1)
}

/// The gRPC status, or -1 where an HTTP status alone refused.
fn status(reply: &Reply) -> i32 {
    if reply.status != 200 {
        return -1;
    }
    let web = WebAnswer::read(&decode_text(&reply.body));
    read_status(&web.trailers.unwrap_or_else(|| reply.headers.clone())).0
}

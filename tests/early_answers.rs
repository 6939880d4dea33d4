//! Answers that are there before their request is: over HTTP/1.1 the connection lives on.

use bytes::Bytes;
use http::Request;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{BASE, SERVICE, Server, h2, raw};

/// More than any buffer on the way holds, less than is drained.
const LARGE: usize = 6 * 1024 * 1024;

/// Verb and path, content type, and how the answer begins.
fn cases() -> Vec<(String, &'static str, &'static str)> {
    let json = "application/json";
    let web = "application/grpc-web+proto";
    vec![
        (format!("POST {BASE}/nothing"), json, "404"),
        (format!("PATCH {BASE}/actions"), json, "405"),
        (format!("POST {BASE}/actions"), json, "429"),
        (format!("POST {BASE}/flows/1/_clear"), json, "401"),
        (format!("POST {BASE}/flows/%zz/_clear"), json, "400"),
        (String::from("POST /nothing"), json, "404"),
        (String::from("POST /healthz"), json, "405"),
        (format!("POST /{SERVICE}/Nothing"), web, "200"),
        (format!("PUT /{SERVICE}/GetMyOrg"), web, "405"),
        (
            format!("POST /{SERVICE}/GetMyOrg"),
            "application/grpc",
            "505",
        ),
        (format!("POST /{SERVICE}/GetMyOrg"), web, "200"),
    ]
}

#[tokio::test]
async fn the_next_request_on_the_connection_is_answered() {
    let server = Server::start().await;
    for (call, media, status) in cases() {
        let head = format!(
            "{call} HTTP/1.1\r\nhost: x\r\ncontent-type: {media}\r\n\
             content-length: {LARGE}\r\n\r\n"
        );
        let next = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let body = vec![b' '; LARGE];
        let bytes = [head.as_bytes(), &body, next.as_bytes()].concat();
        let answers = String::from_utf8_lossy(&raw(server.addr, &bytes).await).into_owned();
        let found = answers.starts_with(&format!("HTTP/1.1 {status} "))
            && answers.contains("HTTP/1.1 200 OK")
            && answers.ends_with(r#"{"status":"SERVING"}"#);
        assert!(found, "{call}: {answers}");
    }
}

#[tokio::test]
async fn who_waits_to_be_asked_is_not_asked_in_vain() {
    let server = Server::start().await;
    for (call, media, status) in cases() {
        if matches!(status, "200") {
            continue;
        }
        let head = format!(
            "{call} HTTP/1.1\r\nhost: x\r\ncontent-type: {media}\r\n\
             content-length: {LARGE}\r\nexpect: 100-continue\r\n\r\n"
        );
        let answer = String::from_utf8_lossy(&raw(server.addr, head.as_bytes()).await).into_owned();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{call}: {answer}"
        );
    }
}

#[tokio::test]
async fn over_http2_the_answer_does_not_wait() {
    let server = Server::start().await;
    for path in ["/actions", "/nothing", "/flows/1/_clear"] {
        let request = Request::post(format!("{BASE}{path}")).body(Bytes::from(vec![b' '; LARGE]));
        let reply = h2(server.addr, request.unwrap()).await;
        assert!(
            reply.status >= 400 && reply.json()["code"].is_number(),
            "{path}: {reply:?}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_wanted_is_asked_for() {
    let server = Server::start().await;
    let head = format!(
        "POST {BASE}/actions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\
         expect: 100-continue\r\nconnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

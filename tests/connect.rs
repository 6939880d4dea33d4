//! What Connect callers are told when they ask for something unusual, as the Connect protocol
//! reference has it. That they are served as all others is tested with every behaviour.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::json;

use crate::support::{Reply, SERVICE, Server, encode, h1, h2, read_error};

/// What is sent to one method, and how the answer reads.
struct Case<'a> {
    method: &'a str,
    media: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a [u8],
    expected: &'a str,
}

#[tokio::test]
async fn requests_that_are_not_understood() {
    let case = |body, headers, expected| Case {
        method: "GetFlow",
        media: "application/json",
        headers,
        body,
        expected,
    };
    check(&[
        case(b"{", &[], "400 invalid_argument"),
        case(b"", &[], "400 invalid_argument"),
        case(b"{}{}", &[], "400 invalid_argument"),
        case(b"[]", &[], "400 invalid_argument"),
        case(
            b"{}",
            &[("connect-protocol-version", "2")],
            "400 invalid_argument",
        ),
        case(
            b"{}",
            &[("connect-timeout-ms", "soon")],
            "400 invalid_argument",
        ),
        case(
            b"{}",
            &[("connect-timeout-ms", "12345678901")],
            "400 invalid_argument",
        ),
        case(b"{}", &[("content-encoding", "rot13")], "501 unimplemented"),
        case(
            b"{}",
            &[("content-encoding", "gzip")],
            "400 invalid_argument",
        ),
        case(
            b"{}",
            &[("connect-timeout-ms", "0")],
            "504 deadline_exceeded",
        ),
        Case {
            media: "application/proto",
            ..case(b"\x0a\x05x", &[], "400 invalid_argument")
        },
        Case {
            method: "Nothing",
            ..case(
                b"{}",
                &[("connect-protocol-version", "1")],
                "404 unimplemented",
            )
        },
    ])
    .await;
}

#[tokio::test]
async fn other_content_types_are_named_in_the_refusal() {
    let server = Server::start().await;
    for media in [
        "text/plain",
        "application/connect+proto",
        "application/connect+json",
    ] {
        let path = format!("/{SERVICE}/GetFlow");
        let request = Request::post(path).header("content-type", media);
        let reply = h1(server.addr, request.body(Bytes::new()).unwrap()).await;
        assert_eq!(reply.status, 415, "{media}");
        let accepted: Vec<&str> = reply.header("accept-post").split(", ").collect();
        assert!(accepted.contains(&"application/json"), "{accepted:?}");
        assert!(!accepted.contains(&media), "{accepted:?}");
    }
}

#[tokio::test]
async fn methods_that_may_change_something_have_no_get() {
    let server = Server::start().await;
    let uri = format!("/{SERVICE}/Healthz?connect=v1&encoding=json&message=%7B%7D");
    for verb in [Method::GET, Method::PUT, Method::DELETE] {
        let request = || {
            let request = Request::builder().method(verb.clone()).uri(&uri);
            request.body(Bytes::new()).unwrap()
        };
        for reply in [
            h1(server.addr, request()).await,
            h2(server.addr, request()).await,
        ] {
            assert_eq!(
                (reply.status, reply.header("allow")),
                (405, "POST"),
                "{reply:?}"
            );
        }
    }
}

#[tokio::test]
async fn compressed_messages_are_read() {
    let server = Server::start().await;
    let plain = encode("ListFlowTypes", &json!({}));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    std::io::Write::write_all(&mut encoder, &plain).unwrap();
    let request = Request::post(format!("/{SERVICE}/ListFlowTypes"))
        .header("content-type", "application/proto")
        .header("content-encoding", "gzip")
        .header("accept-encoding", "gzip")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(encoder.finish().unwrap().into());
    let reply = h1(server.addr, request.unwrap()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.header("vary"), "accept-encoding");
}

async fn check(cases: &[Case<'_>]) {
    let server = Server::start().await;
    for case in cases {
        let reply = send(&server, case).await;
        let (code, message, details) = read_error(&reply.json());
        let name = reply.json()["code"].clone();
        let found = format!("{} {}", reply.status, name.as_str().unwrap());
        assert_eq!(found, case.expected, "{code} {message}");
        assert!(!message.is_empty() && details.is_empty(), "{reply:?}");
    }
}

async fn send(server: &Server, case: &Case<'_>) -> Reply {
    let mut request = Request::post(format!("/{SERVICE}/{}", case.method))
        .header("content-type", case.media)
        .header("authorization", format!("Bearer {}", server.admin_token));
    for (name, value) in case.headers {
        request = request.header(*name, *value);
    }
    let body = Bytes::copy_from_slice(case.body);
    h1(server.addr, request.body(body).unwrap()).await
}

//! What browsers are allowed.

use bytes::Bytes;
use http::{Method, Request};

use crate::support::{BASE, Reply, SERVICE, Server, h1};

const ORIGIN: &str = "https://app.example";

#[tokio::test]
async fn a_preflight_that_asks_for_listed_things_is_granted() {
    let every = "origin,content-type,accept,accept-language,authorization,x-zitadel-orgid,\
                 x-user-agent,x-grpc-web,x-requested-with,connect-protocol-version,\
                 connect-timeout-ms,grpc-timeout,if-match,x-request-id";
    let rpc = format!("/{SERVICE}/Healthz");
    let actions = format!("{BASE}/actions/1");
    let nowhere = format!("{BASE}/nope");
    let cases = [
        (&actions, "GET", ""),
        (&actions, "DELETE", "authorization"),
        (
            &actions,
            "PUT",
            "authorization,content-type,x-zitadel-orgid",
        ),
        (&actions, "PATCH", "Content-Type, Authorization"),
        (
            &rpc,
            "POST",
            "authorization,content-type,x-grpc-web,x-user-agent",
        ),
        (&rpc, "POST", every),
        (&nowhere, "GET", ""),
    ];
    let server = Server::start().await;
    for (path, verb, headers) in cases {
        let reply = preflight(&server, path, verb, headers).await;
        assert_eq!(
            (reply.status, reply.body.len()),
            (204, 0),
            "{path} {verb} {headers}"
        );
        assert_eq!(
            reply.header("access-control-allow-origin"),
            ORIGIN,
            "{verb} {headers}"
        );
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
        assert!(
            has(&reply, "access-control-allow-methods", verb),
            "{reply:?}"
        );
        for header in headers.split(',').filter(|header| !header.is_empty()) {
            assert!(
                has(&reply, "access-control-allow-headers", header),
                "{header}: {reply:?}"
            );
        }
        assert_eq!(reply.header("access-control-max-age"), "600");
    }
}

#[tokio::test]
async fn a_preflight_that_asks_for_more_is_not_granted() {
    let server = Server::start().await;
    let path = format!("{BASE}/actions/1");
    let cases = [
        ("TRACE", ""),
        ("GET", "x-foo"),
        ("GET", "authorization,x-foo"),
        ("get", ""),
    ];
    for (verb, headers) in cases {
        let reply = preflight(&server, &path, verb, headers).await;
        assert_eq!(
            (reply.status, reply.body.len()),
            (204, 0),
            "{verb} {headers}"
        );
        let granted = reply
            .headers
            .keys()
            .find(|name| name.as_str().contains("allow"));
        assert_eq!(granted, None, "{verb} {headers}");
    }
}

#[tokio::test]
async fn every_answer_may_be_read_by_the_page_that_asked() {
    let server = Server::start().await;
    let cases = [
        (format!("{BASE}/healthz"), 200),
        (format!("{BASE}/orgs/me"), 401),
        (format!("{BASE}/nope"), 404),
    ];
    for (path, status) in cases {
        let request = Request::get(&path)
            .header("origin", ORIGIN)
            .body(Bytes::new());
        let reply = h1(server.addr, request.unwrap()).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
        assert!(has(&reply, "vary", "origin"), "{reply:?}");
        let exposed = [
            "location",
            "content-length",
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin",
            "x-request-id",
        ];
        for header in exposed {
            assert!(
                has(&reply, "access-control-expose-headers", header),
                "{header}: {reply:?}"
            );
        }
    }
}

#[tokio::test]
async fn without_an_origin_nothing_is_said() {
    let server = Server::start().await;
    let request = Request::get(format!("{BASE}/healthz")).body(Bytes::new());
    let reply = h1(server.addr, request.unwrap()).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
}

async fn preflight(server: &Server, path: &str, verb: &str, headers: &str) -> Reply {
    let mut request = Request::builder()
        .method(Method::OPTIONS)
        .uri(path)
        .header("origin", ORIGIN)
        .header("access-control-request-method", verb);
    if !headers.is_empty() {
        request = request.header("access-control-request-headers", headers);
    }
    h1(server.addr, request.body(Bytes::new()).unwrap()).await
}

/// Whether one of the header's comma-separated values is this, whatever its case.
fn has(reply: &Reply, header: &str, value: &str) -> bool {
    let lines = reply.headers.get_all(header).iter();
    let mut values = lines.flat_map(|line| line.to_str().unwrap().split(','));
    values.any(|other| other.trim().eq_ignore_ascii_case(value.trim()))
}

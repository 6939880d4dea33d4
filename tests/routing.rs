//! Which path, verb and content type reaches what, and what the others are told.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{
    BASE, BINDINGS, Reply, SERVICE, Server, WebAnswer, frame, h1, h2, raw, read_status,
};

#[tokio::test]
async fn paths_that_are_none_are_not_found() {
    let paths = [
        "",
        "/",
        "/nope",
        "/healthz/",
        "/orgs/",
        "/orgs/me/",
        "/actions/",
        "/actions//",
        "/actions/1/",
        "/actions/_search/",
        "/actions/1/_deactivate/",
        "/actions//_deactivate",
        "/flows/",
        "/flows/1/trigger/",
        "/flows/1/triggers/1",
        "//healthz",
        "/./healthz",
        "/x/../healthz",
        "/%2e/healthz",
        "/orgs%2Fme",
        "/Healthz",
        "/actions/1/_Deactivate",
        "x/healthz",
        "x",
    ];
    let server = Server::start().await;
    for path in paths {
        for verb in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let reply = rest(&server, verb.clone(), path).await;
            let expected = (404, json!({ "code": 5, "message": "Not Found" }));
            assert_eq!((reply.status, reply.json()), expected, "{verb} {path}");
            assert_eq!(reply.header("content-type"), "application/json", "{path}");
        }
    }
}

#[tokio::test]
async fn a_known_path_names_its_verbs() {
    let cases = [
        ("/healthz", "GET"),
        ("/orgs/me", "GET"),
        ("/orgs", "POST"),
        ("/actions", "POST"),
        ("/actions/1", "DELETE, GET, PUT"),
        ("/actions/1/_deactivate", "POST"),
        ("/actions/1/_reactivate", "POST"),
        ("/flows/1", "GET"),
        ("/flows/types/_search", "POST"),
        ("/flows/1/triggers/_search", "POST"),
        ("/flows/1/_clear", "POST"),
        ("/flows/1/trigger/1", "POST"),
    ];
    let server = Server::start().await;
    for (path, allowed) in cases {
        for verb in [
            "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND",
        ] {
            if allowed.split(", ").any(|other| other == verb) {
                continue;
            }
            let reply = rest(&server, verb.parse().unwrap(), path).await;
            let expected = (405, json!({ "code": 12, "message": "Method Not Allowed" }));
            assert_eq!((reply.status, reply.json()), expected, "{verb} {path}");
            assert_eq!(allow(&reply), allowed, "{verb} {path}");
        }
        let head = rest(&server, Method::HEAD, path).await;
        assert_eq!((head.status, head.body.len()), (405, 0), "{path}");
    }
}

#[tokio::test]
async fn a_segment_is_decoded_after_it_was_cut() {
    let not_found = |id: &str| {
        json!({
            "code": 5, "message": format!("Action not found ({id})"),
            "details": [{
                "@type": "type.googleapis.com/zitadel.v1.ErrorDetail",
                "id": id, "message": "Action not found",
            }],
        })
    };
    let server = Server::start().await;
    for id in [
        "a%2Fb",
        "%C3%A9",
        "%20",
        "a+b",
        "a:b",
        "-",
        "%27%22%3B--",
        "_search",
        "%00",
    ] {
        let reply = rest(&server, Method::GET, &format!("/actions/{id}")).await;
        assert_eq!(
            (reply.status, reply.json()),
            (404, not_found("QUERY-GEfnb")),
            "{id}"
        );
    }
    for path in ["/orgs/%6de", "/orgs/me?x=y&id=5&id", "/%6frgs/me?"] {
        let reply = rest(&server, Method::GET, path).await;
        assert_eq!(
            (reply.status, &reply.json()["org"]["id"]),
            (200, &json!(server.default_org))
        );
    }
    let reply = rest(&server, Method::DELETE, "/actions/_search").await;
    assert_eq!(reply.json(), not_found("COMMAND-Dgh4h"));
}

#[tokio::test]
async fn a_broken_escape_is_a_bad_request() {
    let server = Server::start().await;
    for path in ["/actions/%zz", "/actions/%", "/actions/%4", "/actions/%ff"] {
        let reply = rest(&server, Method::GET, path).await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!(3)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_rest_path_is_rest_whatever_the_content_type() {
    let server = Server::start().await;
    let types = [
        "application/grpc",
        "application/grpc-web+proto",
        "text/plain",
        "",
        "x",
    ];
    for media in types {
        let request = Request::post(format!("{BASE}/flows/types/_search"))
            .header("authorization", format!("Bearer {}", server.admin_token))
            .header("accept", "text/html")
            .header("content-type", media);
        let reply = h1(server.addr, request.body(Bytes::new()).unwrap()).await;
        assert_eq!(
            (reply.status, &reply.json()["result"][0]["id"]),
            (200, &json!("1")),
            "{media}"
        );
    }
}

#[tokio::test]
async fn an_rpc_is_posted() {
    let server = Server::start().await;
    for media in [
        "application/grpc",
        "application/grpc-web+proto",
        "application/grpc-web-text",
    ] {
        for verb in [Method::GET, Method::PUT, Method::DELETE] {
            let request = Request::builder()
                .method(verb.clone())
                .uri(format!("/{SERVICE}/Healthz"));
            let request = request.header("content-type", media);
            let reply = h2(server.addr, request.body(Bytes::new()).unwrap()).await;
            assert_eq!(
                (reply.status, allow(&reply).as_str()),
                (405, "POST"),
                "{verb} {media}"
            );
        }
    }
}

#[tokio::test]
async fn an_rpc_needs_a_content_type_of_its_family() {
    let server = Server::start().await;
    for media in [
        "application/grpcx",
        "application/jsonx",
        "text/plain",
        "grpc",
        "application/x+grpc",
    ] {
        let request = Request::post(format!("/{SERVICE}/Healthz")).header("content-type", media);
        let reply = h2(server.addr, request.body(frame(0, b"")).unwrap()).await;
        assert_eq!(
            (
                reply.status,
                reply.header("accept-post").contains("application/grpc-web")
            ),
            (415, true),
            "{media}"
        );
    }
}

#[tokio::test]
async fn grpc_needs_http_2() {
    let server = Server::start().await;
    let request = Request::post(format!("/{SERVICE}/Healthz"));
    let request = request.header("content-type", "application/grpc");
    let reply = h1(server.addr, request.body(frame(0, b"")).unwrap()).await;
    assert_eq!(reply.status, 505);
    assert!(reply.text().starts_with("gRPC needs HTTP/2"), "{reply:?}");
}

#[tokio::test]
async fn an_rpc_that_is_none_is_told_in_the_callers_dialect() {
    let method = "unknown method Nope for service zitadel.management.v1.ManagementService";
    let cases = [
        (format!("/{SERVICE}/Nope"), method),
        (
            String::from("/zitadel.management.v1.Nope/Healthz"),
            "unknown service zitadel.management.v1.Nope",
        ),
    ];
    let server = Server::start().await;
    for (path, message) in cases {
        let expected = (12, String::from(message), Vec::<Value>::new());
        let reply = h2(server.addr, post(&path, "application/grpc", frame(0, b""))).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, "application/grpc")
        );
        assert_eq!(read_status(&reply.headers), expected);

        let binary = h1(
            server.addr,
            post(&path, "application/grpc-web+proto", frame(0, b"")),
        )
        .await;
        assert!(
            binary
                .header("content-type")
                .starts_with("application/grpc-web")
        );
        let web = WebAnswer::read(&binary.body);
        assert_eq!(read_status(&web.trailers.unwrap()), expected);

        let text = h1(
            server.addr,
            post(&path, "application/grpc-web-text", Bytes::new()),
        )
        .await;
        assert!(
            text.header("content-type")
                .starts_with("application/grpc-web-text")
        );
        let web = WebAnswer::read(&crate::support::decode_text(&text.body));
        assert_eq!(read_status(&web.trailers.unwrap()), expected);
    }
}

#[tokio::test]
async fn the_table_of_bindings_is_the_one_served() {
    let server = Server::start().await;
    for binding in BINDINGS {
        let path = binding.path.replace(['{', '}'], "");
        let request = Request::builder()
            .method(binding.verb)
            .uri(format!("{BASE}{path}"));
        let reply = h1(server.addr, request.body(Bytes::new()).unwrap()).await;
        let expected = if binding.name == "Healthz" { 200 } else { 401 };
        assert_eq!(reply.status, expected, "{}", binding.name);
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_end_the_connection_only() {
    let server = Server::start().await;
    let garbage: [&[u8]; 4] = [
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ];
    for bytes in garbage {
        let answer = raw(server.addr, bytes).await;
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{answer:?}"
        );
    }
    assert_eq!(rest(&server, Method::GET, "/healthz").await.status, 200);
}

fn post(path: &str, media: &str, body: Bytes) -> Request<Bytes> {
    let request = Request::post(path).header("content-type", media);
    request.header("te", "trailers").body(body).unwrap()
}

async fn rest(server: &Server, verb: Method, path: &str) -> Reply {
    let request = Request::builder()
        .method(verb)
        .uri(format!("{BASE}{path}"))
        .header("authorization", format!("Bearer {}", server.admin_token));
    h1(server.addr, request.body(Bytes::new()).unwrap()).await
}

/// The verbs of the `Allow` header in the order of the alphabet.
fn allow(reply: &Reply) -> String {
    let mut verbs: Vec<&str> = reply.header("allow").split(',').map(str::trim).collect();
    verbs.sort_unstable();
    verbs.join(", ")
}

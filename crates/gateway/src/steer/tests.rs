use std::convert::Infallible;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Method, Request, Response, Version};
use http_body_util::{BodyExt as _, Empty, Full};
use tower::{ServiceExt as _, service_fn};

use super::{Head, RpcPaths, Steer, Target, classify};
use crate::{protocol::Protocol, rest::Router};

const CALL: &str = "/items.v1.Items/Get";

fn rpc_paths() -> RpcPaths {
    RpcPaths::new().add_service("items.v1.Items", ["Get", "List"])
}

#[track_caller]
fn check(method: &Method, version: Version, protocol: Protocol, path: &str, expected: Target) {
    let head = Head {
        method,
        version,
        protocol,
        path,
    };
    let is_rest = |path: &str| path == "/v1" || path.starts_with("/v1/");
    assert_eq!(classify(head, &rpc_paths(), is_rest), expected, "{head:?}");
}

#[test]
fn decides_once() {
    use Protocol::{Grpc, GrpcWeb, GrpcWebText, Other};
    let (get, post) = (Method::GET, Method::POST);
    let (h1, h2) = (Version::HTTP_11, Version::HTTP_2);

    check(&post, h2, Grpc, CALL, Target::Grpc);
    check(&post, h1, Grpc, CALL, Target::GrpcWithoutHttp2);
    check(&post, h1, GrpcWeb, CALL, Target::GrpcWeb);
    check(&post, h2, GrpcWebText, CALL, Target::GrpcWeb);
    check(&get, h2, Grpc, CALL, Target::NotPost);
    check(&get, h1, GrpcWeb, CALL, Target::NotPost);
    check(&post, h2, Other, CALL, Target::Fallback);

    check(&post, h2, Grpc, "/items.v1.Items/Put", Target::Unknown);
    check(&post, h1, GrpcWebText, "/nothing", Target::Unknown);

    check(&get, h1, Other, "/v1/items", Target::Rest);
    check(&post, h1, GrpcWeb, "/v1/items", Target::Rest);
    check(&get, h1, Other, "/v1", Target::Rest);
    check(&get, h1, Other, "/healthz", Target::Fallback);
    check(&get, h1, Other, "/", Target::Fallback);
}

#[test]
fn says_what_is_unknown() {
    for (path, expected) in [
        (
            "/items.v1.Items/Put",
            "unknown method Put for service items.v1.Items",
        ),
        ("/items.v1.Nope/Get", "unknown service items.v1.Nope"),
        ("/nope", "malformed method name: \"/nope\""),
    ] {
        assert_eq!(rpc_paths().find(path).unwrap_err().to_string(), expected);
    }
    assert_eq!(rpc_paths().find(CALL), Ok(()));
}

#[test]
fn reads_descriptor_sets() {
    let bytes = b"\x0a\x1a\x12\x08items.v1\x32\x0e\x0a\x05Items\x12\x05\x0a\x03Get";
    let paths = RpcPaths::from_file_descriptor_set(bytes).unwrap();
    assert_eq!(paths.find(CALL), Ok(()));
    assert!(RpcPaths::from_file_descriptor_set(&bytes[..5]).is_err());
}

/// Status, selected headers and body of the answer, from branches that only tell their name.
async fn summary(request: Request<Empty<Bytes>>) -> String {
    let named = |name: &'static str| {
        service_fn(move |_: Request<Empty<Bytes>>| async move {
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(
                name.as_bytes(),
            ))))
        })
    };
    let rest = Router::new([]).unwrap().mount("/v1");
    let steer = Steer::new(
        rpc_paths(),
        rest,
        named("grpc"),
        named("web"),
        named("rest of it"),
    );
    let Ok(response) = steer.oneshot(request).await;
    let mut text = response.status().as_u16().to_string();
    for name in ["content-type", "allow", "grpc-status", "grpc-message"] {
        if let Some(value) = response.headers().get(name) {
            text = format!("{text} {name}={}", value.to_str().unwrap());
        }
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    format!("{text} {:?}", String::from_utf8_lossy(&body))
}

#[track_caller]
fn check_answer(version: Version, content_type: &str, path: &str, expected: &str) {
    let request = Request::post(path)
        .version(version)
        .header("content-type", content_type)
        .body(Empty::new())
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    assert_eq!(runtime.block_on(summary(request)), expected);
}

#[test]
fn every_branch_gets_its_own() {
    let (h1, h2) = (Version::HTTP_11, Version::HTTP_2);
    check_answer(h2, "application/grpc", CALL, "200 \"grpc\"");
    check_answer(h1, "application/grpc-web", CALL, "200 \"web\"");
    check_answer(h1, "application/json", "/console", "200 \"rest of it\"");
    check_answer(
        h1,
        "application/json",
        "/v1/x",
        r#"404 content-type=application/json "{\"code\":5,\"message\":\"Not Found\"}""#,
    );
}

#[test]
fn refusals_speak_the_callers_dialect() {
    let (h1, h2) = (Version::HTTP_11, Version::HTTP_2);
    check_answer(
        h2,
        "application/grpc",
        "/items.v1.Items/Pür".replace('ü', "%C3%BC").as_str(),
        concat!(
            "200 content-type=application/grpc grpc-status=12 ",
            "grpc-message=unknown%20method%20P%25C3%25BCr%20for%20service%20items.v1.Items \"\""
        ),
    );
    let frame = "grpc-status: 12\r\ngrpc-message: unknown%20service%20x.Y\r\n";
    check_answer(
        h1,
        "application/grpc-web",
        "/x.Y/Z",
        &format!(
            "200 content-type=application/grpc-web+proto {:?}",
            format!(
                "\u{fffd}\0\0\0{}{frame}",
                char::from(u8::try_from(frame.len()).unwrap())
            )
        ),
    );
    let mut bytes = vec![0x80, 0, 0, 0, u8::try_from(frame.len()).unwrap()];
    bytes.extend_from_slice(frame.as_bytes());
    check_answer(
        h1,
        "application/grpc-web-text",
        "/x.Y/Z",
        &format!(
            "200 content-type=application/grpc-web-text+proto {:?}",
            STANDARD.encode(bytes)
        ),
    );
    check_answer(
        h1,
        "application/grpc",
        CALL,
        concat!(
            "505 content-type=application/json ",
            r#""{\"code\":12,\"message\":\"gRPC needs HTTP/2; over HTTP/1.1 use gRPC-Web "#,
            r#"(application/grpc-web+proto) or REST\"}""#
        ),
    );
}

use http::{Method, Request, Version};
use percent_encoding::percent_decode_str;

use super::support::{LIMIT, Received, enveloped, message, opened, post, send, text};
use crate::body::Body;

/// The code and the message of a gRPC answer.
fn status(answer: &Received) -> (String, String) {
    let of = |name| {
        let headers = [&answer.headers, &answer.trailers];
        let mut values = headers.iter().map(|headers| text(headers, name));
        values
            .find(|value| !value.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    let message = percent_decode_str(&of("grpc-message"))
        .decode_utf8_lossy()
        .into_owned();
    (of("grpc-status"), message)
}

#[track_caller]
fn check(answer: &Received, code: &str, message: &str) {
    let (found, said) = status(answer);
    assert_eq!(found, code, "{said}");
    assert!(said.contains(message), "{said}");
}

#[tokio::test]
async fn cardinality() {
    for method in ["Echo", "Letters"] {
        let none = send(post(method, "application/grpc", "")).await;
        check(&none, "12", "exactly one message");
        let two = [enveloped(0, b""), enveloped(0, b"")].concat();
        let two = send(post(method, "application/grpc", two)).await;
        check(&two, "12", "exactly one message");
    }
}

#[tokio::test]
async fn broken_envelopes() {
    for (body, code, message) in [
        (enveloped(1, b"x"), "13", "names no compression"),
        (enveloped(4, b""), "13", "unknown flags 0x04"),
        (
            enveloped(0, b"abc")[..6].to_vec(),
            "13",
            "ends inside a message",
        ),
        (enveloped(0, &[0xff]), "13", "cannot be decoded"),
        (enveloped(0, &[0; LIMIT + 1]), "8", "(101 vs. 100)"),
    ] {
        let answer = send(post("Echo", "application/grpc", body)).await;
        check(&answer, code, message);
    }
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit() {
    use crate::compression::Encoding;

    let mut bomb = bytes::BytesMut::new();
    Encoding::Gzip.compress(&[0; 1_000_000], &mut bomb).unwrap();
    let mut request = post("Echo", "application/grpc", enveloped(1, &bomb[..]));
    request
        .headers_mut()
        .insert("grpc-encoding", "gzip".parse().unwrap());
    let answer = send(request).await;
    check(&answer, "8", "");
}

#[tokio::test]
async fn exactly_the_limit_passes() {
    let longest = "x".repeat(LIMIT - 2);
    let answer = send(post(
        "Echo",
        "application/grpc",
        enveloped(0, &message(&longest)),
    ))
    .await;
    check(&answer, "0", "");
    let longer = "x".repeat(LIMIT - 1);
    let answer = send(post("Echo", "application/proto", message(&longer))).await;
    assert_eq!(answer.status, 429);
}

#[tokio::test]
async fn unknown_things_in_the_callers_dialect() {
    let answer = send(post("Nothing", "application/grpc", "")).await;
    check(
        &answer,
        "12",
        "unknown method Nothing for service test.v1.Test",
    );
    let answer = send(post("Echo", "application/grpc+foo", "")).await;
    check(&answer, "12", "proto or as json");
    let mut request = post("Echo", "application/grpc", "");
    request
        .headers_mut()
        .insert("grpc-encoding", "foo".parse().unwrap());
    let answer = send(request).await;
    check(&answer, "12", "unknown compression");
    assert!(text(&answer.headers, "grpc-accept-encoding").contains("gzip"));
    let answer = send(post("Nothing", "application/grpc-web", "")).await;
    assert_eq!(opened(&answer.body)[0].0, 0x80);
    let answer = send(post("Nothing", "application/connect+proto", "")).await;
    assert_eq!(answer.status, 404);
    assert!(answer.body.starts_with(br#"{"code":"unimplemented""#));
}

#[tokio::test]
async fn verbs_and_media_types() {
    for (request, status, header, value) in [
        (
            post("Echo", "image/jpeg", ""),
            415,
            "accept-post",
            "application/grpc",
        ),
        (
            post("Echo", "application/connect+proto", ""),
            415,
            "accept-post",
            "application/proto",
        ),
        (
            post("Talk", "application/proto", ""),
            415,
            "accept-post",
            "application/connect+proto",
        ),
        (verb(Method::DELETE, "Echo"), 405, "allow", "GET, POST"),
        (verb(Method::GET, "Echo"), 405, "allow", "GET, POST"),
        (verb(Method::GET, "Talk"), 405, "allow", "POST"),
        (
            post("Echo", "text/plain", ""),
            415,
            "accept-post",
            "application/json",
        ),
    ] {
        let answer = send(request).await;
        assert_eq!(answer.status, status);
        let found = text(&answer.headers, header);
        assert!(found.contains(value), "{found}");
    }
    let mut request = post("Echo", "application/grpc", "");
    *request.version_mut() = Version::HTTP_11;
    assert_eq!(send(request).await.status, 505);
    let nowhere = Request::get("/nowhere").body(Body::empty()).unwrap();
    assert_eq!(send(nowhere).await.status, 404);
}

fn verb(method: Method, name: &str) -> Request<Body> {
    let mut request = post(name, "application/grpc", "");
    *request.method_mut() = method;
    request
}

#[tokio::test]
async fn connect_versions_and_queries() {
    let mut request = post("Echo", "application/proto", "");
    request
        .headers_mut()
        .insert("connect-protocol-version", "2".parse().unwrap());
    let answer = send(request).await;
    assert_eq!(answer.status, 400);
    let get = Request::get("/test.v1.Test/Echo?encoding=proto&message=%ff&base64=1");
    let answer = send(get.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.starts_with(br#"{"code":"invalid_argument""#));
    let get = Request::get("/test.v1.Test/Echo?encoding=xml&message=");
    let answer = send(get.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 415);
}

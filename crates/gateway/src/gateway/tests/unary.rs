use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Request;

use super::support::{enveloped, message, opened, post, send, text};
use crate::body::Body;

#[tokio::test]
async fn grpc() {
    let answer = send(post(
        "Echo",
        "application/grpc+proto",
        enveloped(0, &message("a")),
    ))
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        text(&answer.headers, "content-type"),
        "application/grpc+proto"
    );
    assert_eq!(text(&answer.headers, "x-begin"), "0");
    assert_eq!(opened(&answer.body), [(0, message("a"))]);
    assert_eq!(text(&answer.trailers, "grpc-status"), "0");
    assert_eq!(text(&answer.trailers, "x-end"), "1");
    assert!(!answer.trailers.contains_key("grpc-message"));
}

#[tokio::test]
async fn grpc_failure() {
    let answer = send(post(
        "Echo",
        "application/grpc",
        enveloped(0, &message("fail")),
    ))
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(text(&answer.headers, "content-type"), "application/grpc");
    assert_eq!(text(&answer.headers, "grpc-status"), "5");
    assert_eq!(
        text(&answer.headers, "grpc-message"),
        "not%20here:%20%C3%BC"
    );
    let details = text(&answer.headers, "grpc-status-details-bin");
    assert!(!details.is_empty() && !details.contains('='), "{details}");
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn grpc_web() {
    let answer = send(post(
        "Echo",
        "application/grpc-web",
        enveloped(0, &message("a")),
    ))
    .await;
    assert_eq!(
        text(&answer.headers, "content-type"),
        "application/grpc-web"
    );
    let trailers = b"x-end: 1\r\ngrpc-status: 0\r\n".to_vec();
    assert_eq!(opened(&answer.body), [(0, message("a")), (0x80, trailers)]);
    assert!(answer.trailers.is_empty());
}

#[tokio::test]
async fn grpc_web_failure_is_in_the_body() {
    let answer = send(post(
        "Echo",
        "application/grpc-web",
        enveloped(0, &message("fail")),
    ))
    .await;
    assert!(!answer.headers.contains_key("grpc-status"));
    let envelopes = opened(&answer.body);
    let [(0x80, trailers)] = envelopes.as_slice() else {
        panic!("{envelopes:?}");
    };
    let trailers = String::from_utf8_lossy(trailers);
    assert!(trailers.starts_with("grpc-status: 5\r\n"), "{trailers}");
}

#[tokio::test]
async fn grpc_web_text_is_answered_as_text() {
    let whole = enveloped(0, &message("a"));
    let (first, second) = whole.split_at(4);
    let body = format!("{}{}", STANDARD.encode(first), STANDARD.encode(second));
    let answer = send(post("Echo", "application/grpc-web-text", body)).await;
    assert_eq!(
        text(&answer.headers, "content-type"),
        "application/grpc-web-text"
    );
    let body = STANDARD.decode(&answer.body).unwrap();
    assert_eq!(opened(&body)[0], (0, message("a")));
}

#[tokio::test]
async fn connect() {
    let answer = send(post("Echo", "application/proto", message("a"))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(text(&answer.headers, "content-type"), "application/proto");
    assert_eq!(text(&answer.headers, "x-begin"), "0");
    assert_eq!(text(&answer.headers, "trailer-x-end"), "1");
    assert_eq!(answer.body, message("a"));
}

#[tokio::test]
async fn connect_failure() {
    let answer = send(post("Echo", "application/proto", message("fail"))).await;
    assert_eq!(answer.status, 404);
    assert_eq!(text(&answer.headers, "content-type"), "application/json");
    let expected = concat!(
        r#"{"code":"not_found","message":"not here: ü","#,
        r#""details":[{"type":"google.protobuf.Duration","value":"CAE"}]}"#
    );
    assert_eq!(answer.body, expected);
}

#[tokio::test]
async fn connect_get() {
    let message = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(message("a"));
    let uri = format!("/test.v1.Test/Echo?connect=v1&encoding=proto&base64=1&message={message}");
    let answer = send(Request::get(uri).body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(text(&answer.headers, "content-type"), "application/proto");
    assert_eq!(answer.body, super::support::message("a"));
}

#[tokio::test]
async fn compressed_both_ways() {
    use crate::compression::Encoding;

    let mut compressed = bytes::BytesMut::new();
    Encoding::Gzip
        .compress(&message("a"), &mut compressed)
        .unwrap();
    let mut request = post("Echo", "application/grpc", enveloped(1, &compressed));
    request
        .headers_mut()
        .insert("grpc-encoding", "gzip".parse().unwrap());
    request
        .headers_mut()
        .insert("grpc-accept-encoding", "deflate".parse().unwrap());
    let answer = send(request).await;
    assert_eq!(text(&answer.headers, "grpc-encoding"), "deflate");
    let envelopes = opened(&answer.body);
    assert_eq!(envelopes[0].0, 1);
    let body = Encoding::Deflate.decompress(&envelopes[0].1, 100).unwrap();
    assert_eq!(body, message("a"));

    let mut request = post("Echo", "application/proto", compressed.freeze());
    request
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    request
        .headers_mut()
        .insert("accept-encoding", "gzip;q=0.5, deflate".parse().unwrap());
    let answer = send(request).await;
    assert_eq!(text(&answer.headers, "content-encoding"), "deflate");
    assert_eq!(text(&answer.headers, "vary"), "accept-encoding");
    let body = Encoding::Deflate.decompress(&answer.body, 100).unwrap();
    assert_eq!(body, message("a"));
}

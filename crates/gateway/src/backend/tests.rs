//! tonic-health behind the gateway, in every dialect.

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::services;
use crate::{Gateway, body::Body};

/// The answer of `Check` for the server as a whole, whose status is SERVING.
async fn check(content_type: &str, body: &'static [u8]) -> (u16, Bytes) {
    let (_reporter, health) = tonic_health::server::health_reporter();
    let services = services(tonic_health::pb::FILE_DESCRIPTOR_SET, &health).unwrap();
    let gateway = Gateway::builder().services(services).build().unwrap();
    let request = Request::post("/grpc.health.v1.Health/Check")
        .version(Version::HTTP_2)
        .header("content-type", content_type)
        .body(Body::from(Bytes::from_static(body)))
        .unwrap();
    let Ok(response) = gateway.oneshot(request).await;
    let status = response.status().as_u16();
    (
        status,
        response.into_body().collect().await.unwrap().to_bytes(),
    )
}

#[tokio::test]
async fn in_every_dialect() {
    let serving = b"\0\0\0\0\x02\x08\x01".as_slice();
    let trailers = b"\x80\0\0\0\x10grpc-status: 0\r\n".as_slice();
    let web = [serving, trailers].concat();
    for (content_type, body, expected) in [
        ("application/grpc", b"\0\0\0\0\0".as_slice(), serving),
        ("application/grpc-web", b"\0\0\0\0\0", &web),
        ("application/proto", b"", b"\x08\x01"),
        #[cfg(feature = "reflect")]
        ("application/json", b"{}", br#"{"status":"SERVING"}"#),
    ] {
        let (status, answer) = check(content_type, body).await;
        assert_eq!((status, answer.as_ref()), (200, expected), "{content_type}");
    }
}

#[tokio::test]
async fn errors_pass() {
    let (status, answer) = check("application/proto", b"\x0a\x01x").await;
    assert_eq!(status, 404);
    assert_eq!(
        answer,
        r#"{"code":"not_found","message":"service not registered"}"#
    );
}

#[cfg(feature = "reflect")]
#[tokio::test]
async fn json_that_is_none() {
    for body in [b"".as_slice(), b"{", b"{}x", br#"{"nothing":1}"#] {
        let (status, answer) = check("application/json", body).await;
        assert_eq!(status, 400, "{answer:?}");
    }
}

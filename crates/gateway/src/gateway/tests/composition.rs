//! The gateway among other tower services.

use axum::{Router, routing::get};
use http::Request;
use tower::{Layer as _, ServiceExt as _};

use super::support::{builder, gateway, message, post, receive};
use crate::{Gateway, backend, body::Body, drain::DrainLayer};

fn page() -> Request<Body> {
    Request::get("/page").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn with_axum_behind_it() {
    let router = Router::new().route("/page", get(async || "a page"));
    let gateway = builder().fallback(router).build().unwrap();
    for (request, body) in [
        (page(), b"a page".to_vec()),
        (
            post("Echo", "application/proto", message("a")),
            message("a"),
        ),
    ] {
        let Ok(response) = gateway.clone().oneshot(request).await;
        assert_eq!(receive(response).await.body, body);
    }
}

#[tokio::test]
async fn inside_axum() {
    let router = Router::new()
        .route("/page", get(async || "a page"))
        .fallback_service(DrainLayer::new().layer(gateway()));
    for (request, body) in [
        (page(), b"a page".to_vec()),
        (
            post("Echo", "application/proto", message("a")),
            message("a"),
        ),
    ] {
        let Ok(response) = router.clone().oneshot(request).await;
        assert_eq!(receive(response.map(Body::new)).await.body, body);
    }
}

#[tokio::test]
async fn with_stock_tonic_beside_it() {
    let (_reporter, health) = tonic_health::server::health_reporter();
    let routes = tonic::service::Routes::new(health);
    let services = backend::services(tonic_health::pb::FILE_DESCRIPTOR_SET, &routes).unwrap();
    let gateway = Gateway::builder().services(services).build().unwrap();
    let mut request = post("", "application/proto", "");
    *request.uri_mut() = "/grpc.health.v1.Health/Check".parse().unwrap();
    let Ok(response) = gateway.oneshot(request).await;
    assert_eq!(receive(response).await.body, b"\x08\x01".as_slice());
}

#[test]
fn two_services_of_one_name() {
    let error = builder().service(super::support::service()).build();
    assert_eq!(
        error.unwrap_err().to_string(),
        "service test.v1.Test is there twice"
    );
}

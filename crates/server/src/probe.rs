//! What stands on the port beside the API: probes, and "not found" for everything else.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

use portcullis_core::ports::Repository;

/// The routes beside the API.
pub(crate) fn routes(repository: Arc<dyn Repository>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/debug/healthz", get(async || "ok"))
        .route("/debug/ready", get(debug_ready))
        .method_not_allowed_fallback(async |method: Method| {
            refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                12,
                "Method Not Allowed",
                &method,
            )
        })
        .fallback(async |method: Method| refuse(StatusCode::NOT_FOUND, 5, "Not Found", &method))
        .with_state(repository)
}

/// Says that the process answers, whatever the store does.
async fn healthz() -> Response {
    Json(json!({ "status": "SERVING" })).into_response()
}

/// Says whether calls can succeed.
async fn readyz(State(repository): State<Arc<dyn Repository>>) -> Response {
    match repository.ready().await {
        Ok(()) => healthz().await,
        Err(error) => {
            tracing::warn!("not ready: {error}");
            let body = Json(json!({ "status": "NOT_SERVING" }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

/// The probe that ZITADEL offers under this path, for those who have it in their manifests.
async fn debug_ready(State(repository): State<Arc<dyn Repository>>) -> Response {
    match repository.ready().await {
        Ok(()) => Json("ok").into_response(),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::PRECONDITION_FAILED, Json("not ready")).into_response()
        }
    }
}

fn refuse(status: StatusCode, code: i32, message: &str, method: &Method) -> Response {
    if method == Method::HEAD {
        return status.into_response();
    }
    (status, Json(json!({ "code": code, "message": message }))).into_response()
}

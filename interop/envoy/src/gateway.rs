//! The gateway's side: in this process, with any options.

use anyhow::Context as _;
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use portcullis_gateway::{BoxError, Gateway, rest::Options};
use tower::ServiceExt as _;

use crate::{
    case::Case, outcome::Outcome, pb::oracle::v1::oracle_gateway, question::Question, service::Echo,
};

/// What a case becomes when some questions are answered as Envoy answers them.
pub async fn send(case: &Case, as_envoy: &[Question]) -> anyhow::Result<Outcome> {
    let mut options = Options::default();
    for question in as_envoy {
        question.as_envoy(&mut options);
    }
    let echo = Echo::default();
    let gateway = Gateway::builder()
        .service(oracle_gateway::service(echo.clone()))
        .rest(options)
        .build()?;
    let request = request(case, "ours", &case.target)?;
    let Ok(response) = gateway.oneshot(request).await;
    read(response, &echo, "ours").await
}

/// The request of a case, as both sides get it.
pub fn request(case: &Case, label: &str, uri: &str) -> anyhow::Result<Request<Body>> {
    let mut request = Request::builder()
        .method(case.verb)
        .uri(uri)
        .header(crate::service::CASE, label)
        .header("accept", "application/json");
    if let Some(body) = &case.body {
        request = request.header("content-type", body.content_type);
    }
    let body = case.body.as_ref().map(|body| body.text.clone());
    let body = body.map_or_else(Body::empty, Body::from);
    request
        .body(body)
        .with_context(|| format!("no request: {uri}"))
}

/// Reads an answer, and what reached the handler.
pub async fn read<B>(
    response: http::Response<B>,
    echo: &Echo,
    label: &str,
) -> anyhow::Result<Outcome>
where
    B: http_body::Body,
    B::Error: Into<BoxError>,
{
    let (parts, body) = response.into_parts();
    let content_type = parts.headers.get("content-type");
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let body = body
        .collect()
        .await
        .map_err(|error| anyhow::anyhow!(error.into()))?
        .to_bytes();
    Ok(Outcome {
        status: parts.status,
        content_type: content_type.unwrap_or_default().to_owned(),
        body: body.to_vec(),
        arrived: echo.take(label),
    })
}

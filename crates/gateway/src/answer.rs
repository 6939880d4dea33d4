//! Errors as JSON: the answer of every dialect that is not an RPC one.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{self, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE},
};
use serde::Serialize;
use serde_json::value::RawValue;
use tonic::{Status, metadata::MetadataMap};

use crate::{body::Body, details::unpack, json, status::http_status};

/// The media type of every JSON answer.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// `google.rpc.Status` in its JSON form.
#[derive(Serialize)]
struct ErrorBody<'a> {
    code: i32,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Box<RawValue>>,
}

/// The JSON answer for an error, under the HTTP status that goes with its code.
pub fn status_json(status: &Status, options: &json::Options) -> Response<Body> {
    let mut response = error_json(http_status(status.code()), status, options);
    if response.status() == StatusCode::UNAUTHORIZED
        && let Ok(challenge) = HeaderValue::from_str(status.message())
    {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The answer for a path nobody serves.
pub fn not_found() -> Response<Body> {
    let status = Status::not_found("Not Found");
    error_json(StatusCode::NOT_FOUND, &status, &json::Options::new())
}

/// The answer for a path that is served, but not by this method.
pub fn method_not_allowed(allow: &HeaderValue) -> Response<Body> {
    let status = Status::unimplemented("Method Not Allowed");
    let mut response = error_json(
        StatusCode::METHOD_NOT_ALLOWED,
        &status,
        &json::Options::new(),
    );
    response.headers_mut().insert(header::ALLOW, allow.clone());
    response
}

/// The answer for an error under an HTTP status of the caller's choice.
pub(crate) fn error_json(
    http_status: StatusCode,
    status: &Status,
    options: &json::Options,
) -> Response<Body> {
    let mut response = json_response(status_text(status, options).into());
    *response.status_mut() = http_status;
    copy_metadata(status.metadata(), response.headers_mut());
    response
}

/// `google.rpc.Status` as JSON.
pub(crate) fn status_text(status: &Status, options: &json::Options) -> Vec<u8> {
    let details = unpack(status);
    let body = ErrorBody {
        code: status.code().into(),
        message: status.message(),
        details: details
            .iter()
            .map(|any| json::detail(any, options))
            .collect(),
    };
    // a number and texts always serialize
    serde_json::to_vec(&body).unwrap_or_default()
}

/// A JSON answer that is no error.
pub(crate) fn json_response(json: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(json));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// Shows metadata as headers, but for what describes an RPC message rather than this answer.
pub(crate) fn copy_metadata(metadata: &MetadataMap, headers: &mut HeaderMap) {
    if metadata.is_empty() {
        return;
    }
    for (name, value) in metadata.clone().into_headers().iter() {
        if is_visible(name) {
            headers.append(name, value.clone());
        }
    }
}

fn is_visible(name: &HeaderName) -> bool {
    const FRAMING: [HeaderName; 7] = [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONNECTION,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    !FRAMING.contains(name)
        && !name.as_str().starts_with("grpc-")
        && !name.as_str().ends_with("-bin")
}

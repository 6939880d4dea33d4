//! Answers to RPC callers whom no branch can serve, each in the caller's own dialect.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use tonic::Status;

use crate::{answer, body::Body, json, protocol::Protocol};

/// The first byte of a gRPC-Web frame that holds trailers.
const TRAILERS_FLAG: u8 = 0x80;

/// RPC methods take no other verb.
pub(super) fn not_post() -> Response<Body> {
    answer::method_not_allowed(&HeaderValue::from_static("POST"))
}

/// Native gRPC over HTTP/1 cannot work: its status travels in trailers.
pub(super) fn needs_http2() -> Response<Body> {
    let status = Status::unimplemented(
        "gRPC needs HTTP/2; over HTTP/1.1 use gRPC-Web (application/grpc-web+proto) or REST",
    );
    let http_status = StatusCode::HTTP_VERSION_NOT_SUPPORTED;
    answer::error_json(http_status, &status, &json::Options::new())
}

/// An RPC error as the dialect carries it.
pub(super) fn rpc_error(protocol: Protocol, status: Status) -> Response<Body> {
    match protocol {
        Protocol::Grpc => status.into_http(),
        Protocol::GrpcWeb => {
            let content_type = HeaderValue::from_static("application/grpc-web+proto");
            web(content_type, trailers_frame(&status))
        }
        Protocol::GrpcWebText => {
            let content_type = HeaderValue::from_static("application/grpc-web-text+proto");
            web(
                content_type,
                STANDARD.encode(trailers_frame(&status)).into_bytes(),
            )
        }
        _ => answer::status_json(&status, &json::Options::new()),
    }
}

fn web(content_type: HeaderValue, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

fn trailers_frame(status: &Status) -> Vec<u8> {
    let mut trailers = HeaderMap::new();
    // fails on metadata that is no header value; a status made here has none
    let _ = status.add_header(&mut trailers);
    let mut block = Vec::new();
    for (name, value) in &trailers {
        block.extend_from_slice(name.as_str().as_bytes());
        block.extend_from_slice(b": ");
        block.extend_from_slice(value.as_bytes());
        block.extend_from_slice(b"\r\n");
    }
    let length = u32::try_from(block.len()).unwrap_or(u32::MAX);
    let mut frame = vec![TRAILERS_FLAG];
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&block);
    frame
}

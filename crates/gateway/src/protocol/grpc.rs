//! gRPC over HTTP/2: the status travels in HTTP trailers.
//!
//! Rules: "gRPC over HTTP2" of the gRPC documentation.

use http::{HeaderMap, HeaderName, HeaderValue, Response};
use tonic::{Code, Status, metadata::MetadataMap};

use crate::body::Body;

pub(crate) const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
pub(crate) const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");
const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const OK: HeaderValue = HeaderValue::from_static("0");

/// The trailers of a call that succeeded.
pub(crate) fn success(trailers: MetadataMap) -> HeaderMap {
    let mut headers = if trailers.is_empty() {
        HeaderMap::with_capacity(1)
    } else {
        sanitized(trailers)
    };
    headers.insert(STATUS, OK);
    headers
}

/// The trailers of a call that ended with this status, its metadata among them.
pub(crate) fn trailers(status: &Status) -> HeaderMap {
    if status.code() == Code::Ok {
        return success(status.metadata().clone());
    }
    let mut headers = HeaderMap::new();
    if status.add_header(&mut headers).is_err() {
        // no message is lost but one that no header can hold, and percent-encoding prevents that
        headers.insert(STATUS, HeaderValue::from(i32::from(status.code())));
    }
    headers
}

/// An answer of trailers only, which are then headers.
pub(crate) fn failure(mut response: Response<Body>, status: &Status) -> Response<Body> {
    response.headers_mut().extend(trailers(status));
    response
}

/// Metadata as headers, but for the names that belong to the protocol.
pub(crate) fn sanitized(metadata: MetadataMap) -> HeaderMap {
    const RESERVED: [&str; 18] = [
        "te",
        "connection",
        "connect-accept-encoding",
        "connect-content-encoding",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "grpc-accept-encoding",
        "grpc-encoding",
        "grpc-message",
        "grpc-message-type",
        "grpc-status",
        "grpc-status-details-bin",
        "host",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let mut headers = metadata.into_headers();
    // as almost always: looking up every name is not free
    if headers.is_empty() {
        return headers;
    }
    for name in RESERVED {
        headers.remove(name);
    }
    headers
}

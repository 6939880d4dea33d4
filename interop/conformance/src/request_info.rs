//! What a handler saw of a request, as the suite wants it told.

use http::HeaderMap;
use portcullis_gateway::{Deadline, details::pack};
use prost::{Message, Name};
use prost_types::Any;
use tonic::{Extensions, metadata::MetadataMap};

use crate::pb::{Header, conformance_payload::RequestInfo};

/// Everything but the messages.
pub(crate) fn of(metadata: &MetadataMap, extensions: &Extensions) -> RequestInfo {
    let timeout = extensions
        .get::<Deadline>()
        .map(|deadline| deadline.timeout);
    RequestInfo {
        request_headers: headers(metadata.as_ref()),
        timeout_ms: timeout.and_then(|timeout| i64::try_from(timeout.as_millis()).ok()),
        requests: Vec::new(),
        connect_get_info: None,
    }
}

/// Everything of a call with one request.
pub(crate) fn of_request<M: Message + Name>(request: &tonic::Request<M>) -> RequestInfo {
    RequestInfo {
        requests: vec![seen(request.get_ref())],
        ..of(request.metadata(), request.extensions())
    }
}

/// A message that arrived.
pub(crate) fn seen<M: Message + Name>(message: &M) -> Any {
    pack(message)
}

fn headers(map: &HeaderMap) -> Vec<Header> {
    let text = |name| {
        let values = map.get_all(name).iter();
        values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect()
    };
    map.keys()
        .map(|name| Header {
            name: name.as_str().to_owned(),
            value: text(name),
        })
        .collect()
}

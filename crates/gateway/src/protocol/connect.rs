//! Connect: unary calls as plain HTTP, streams in envelopes that end with a JSON message.
//!
//! Rules: the Connect protocol reference, connectrpc.com/docs/protocol.

mod get;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use bytes::{BufMut as _, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Response, header::CONTENT_TYPE};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use tonic::{Code, Status, metadata::MetadataMap};

use crate::{
    answer,
    body::Body,
    details::unpack,
    envelope,
    protocol::grpc::sanitized,
    status::{connect_code, http_status},
};

pub(crate) use self::get::Query;

pub(crate) const CONTENT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");
pub(crate) const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("connect-accept-encoding");
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
/// The flag of the envelope that ends a stream.
const END_STREAM: u8 = 0x02;
/// What unary answers put before the names of trailers.
const TRAILER_PREFIX: &str = "trailer-";

#[derive(Serialize)]
struct Error<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
}

#[derive(Serialize)]
struct Detail {
    #[serde(rename = "type")]
    name: String,
    value: String,
}

#[derive(Serialize)]
struct EndStream<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error<'a>>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
}

struct Metadata(HeaderMap);

/// Refuses versions of the protocol that are not spoken here.
pub(crate) fn check_version(headers: &HeaderMap) -> Result<(), Status> {
    match headers.get(PROTOCOL_VERSION) {
        Some(version) if version != "1" => Err(Status::invalid_argument(format!(
            "connect-protocol-version must be \"1\": got {:?}",
            String::from_utf8_lossy(version.as_bytes())
        ))),
        _ => Ok(()),
    }
}

/// Whether a request says that it is Connect, whatever its content type.
pub(crate) fn is_announced(headers: &HeaderMap) -> bool {
    headers.contains_key(PROTOCOL_VERSION)
}

/// Shows the trailers of a unary answer as headers.
pub(crate) fn prefix_trailers(headers: &mut HeaderMap, trailers: MetadataMap) {
    for (name, value) in &sanitized(trailers) {
        let prefixed = format!("{TRAILER_PREFIX}{}", name.as_str());
        if let Ok(name) = HeaderName::try_from(prefixed) {
            headers.append(name, value.clone());
        }
    }
}

/// A unary call that failed: an HTTP status and a JSON body.
pub(crate) fn failure(mut response: Response<Body>, status: &Status) -> Response<Body> {
    *response.status_mut() = http_status(status.code());
    response.headers_mut().insert(CONTENT_TYPE, answer::JSON);
    let metadata = sanitized(status.metadata().clone());
    response.headers_mut().extend(metadata);
    // texts always serialize
    let json = serde_json::to_vec(&error(status)).unwrap_or_default();
    *response.body_mut() = Body::from(json);
    response
}

/// Appends the envelope that ends a stream.
pub(crate) fn put_end_stream(buf: &mut BytesMut, status: Option<&Status>, trailers: MetadataMap) {
    let mut metadata = sanitized(trailers);
    let mut end_error = None;
    if let Some(status) = status {
        metadata.extend(sanitized(status.metadata().clone()));
        end_error = (status.code() != Code::Ok).then(|| error(status));
    }
    let end = EndStream {
        error: end_error,
        metadata: Metadata(metadata),
    };
    let start = envelope::begin(buf);
    // texts always serialize
    let _ = serde_json::to_writer(buf.writer(), &end);
    let _ = envelope::finish(buf, start, END_STREAM);
}

fn error(status: &Status) -> Error<'_> {
    let details = unpack(status).into_iter().map(|any| Detail {
        name: match any.type_url.rsplit_once('/') {
            Some((_, name)) => name.to_owned(),
            None => any.type_url,
        },
        value: STANDARD_NO_PAD.encode(&any.value),
    });
    Error {
        code: connect_code(status.code()),
        message: status.message(),
        details: details.collect(),
    }
}

// === impl Metadata ===

impl Metadata {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.keys_len()))?;
        for name in self.0.keys() {
            let values = self.0.get_all(name).iter();
            let values: Vec<_> = values.map(HeaderValue::as_bytes).collect();
            let values: Vec<_> = values.into_iter().map(String::from_utf8_lossy).collect();
            map.serialize_entry(name.as_str(), &values)?;
        }
        map.end()
    }
}

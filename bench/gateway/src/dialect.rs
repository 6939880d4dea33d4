//! How a caller asks in each dialect, and what a right answer is.

mod answer;

use bytes::{BufMut as _, Bytes, BytesMut};
use clap::ValueEnum;
use http::{Request, request};
use prost::Message;

use crate::{json, pb::ListNotesRequest, sample};

pub use self::answer::{Parts, check, messages};

/// Flags and length in front of a message.
const ENVELOPE: usize = 5;

/// How the caller speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    /// HTTP/2.
    Grpc,
    /// HTTP/1.1 from here on.
    GrpcWeb,
    /// With protobuf.
    Connect,
    /// With JSON.
    ConnectJson,
    /// By the paths of the HTTP options.
    Rest,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Work {
    /// One message of 300 bytes each way.
    Note,
    /// A stream of 100 of them.
    List,
    /// One message of 64 KiB each way.
    Blob,
}

// === impl Dialect ===

impl Dialect {
    /// The request; `origin` is `http://HOST:PORT`.
    pub fn request(self, work: Work, origin: &str) -> http::Result<Request<Bytes>> {
        if self == Self::Rest {
            return rest(work, origin);
        }
        let content_type = match (self, work) {
            (Self::Grpc, _) => "application/grpc",
            (Self::GrpcWeb, _) => "application/grpc-web+proto",
            (Self::Connect, Work::List) => "application/connect+proto",
            (Self::Connect, _) => "application/proto",
            (_, Work::List) => "application/connect+json",
            (_, _) => "application/json",
        };
        let path = format!("/bench.v1.Notes/{}", work.method());
        let request = self.begin("POST", origin, &path, content_type);
        let request = match self {
            Self::Grpc => request.header("te", "trailers"),
            Self::GrpcWeb => request.header("x-grpc-web", "1"),
            Self::Connect | Self::ConnectJson => request.header("connect-protocol-version", "1"),
            Self::Rest => request,
        };
        let message = match self {
            Self::ConnectJson => work.request_json(),
            _ => work.request_proto(),
        };
        request.body(if self.has_envelopes(work) {
            envelope(&message)
        } else {
            message
        })
    }

    /// Whether messages have flags and a length in front of them.
    fn has_envelopes(self, work: Work) -> bool {
        match self {
            Self::Grpc | Self::GrpcWeb => true,
            Self::Connect | Self::ConnectJson => work == Work::List,
            Self::Rest => false,
        }
    }

    /// Whether messages are JSON.
    pub fn is_json(self) -> bool {
        matches!(self, Self::ConnectJson | Self::Rest)
    }

    fn begin(self, method: &str, origin: &str, path: &str, content_type: &str) -> request::Builder {
        let host = origin.trim_start_matches("http://");
        let request = Request::builder()
            .method(method)
            .header("content-type", content_type)
            .header("user-agent", "bench");
        match self {
            Self::Grpc => request.uri(format!("{origin}{path}")),
            _ => request.uri(path).header("host", host),
        }
    }
}

fn rest(work: Work, origin: &str) -> http::Result<Request<Bytes>> {
    let (method, path) = match work {
        Work::Note => ("PUT", format!("/v1/notes/{}", sample::note().id)),
        Work::List => ("GET", format!("/v1/notes?count={}", sample::COUNT)),
        Work::Blob => ("POST", "/v1/blobs".to_owned()),
    };
    let body = match work {
        Work::List => Bytes::new(),
        _ => work.request_json(),
    };
    Dialect::Rest
        .begin(method, origin, &path, "application/json")
        .body(body)
}

fn envelope(message: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(ENVELOPE + message.len());
    bytes.put_u8(0);
    bytes.put_u32(message.len() as u32);
    bytes.put_slice(message);
    bytes.freeze()
}

// === impl Work ===

impl Work {
    fn method(self) -> &'static str {
        match self {
            Self::Note => "PutNote",
            Self::List => "ListNotes",
            Self::Blob => "StoreBlob",
        }
    }

    fn request_proto(self) -> Bytes {
        match self {
            Self::Note => sample::note().encode_to_vec().into(),
            Self::List => list().encode_to_vec().into(),
            Self::Blob => sample::blob().encode_to_vec().into(),
        }
    }

    fn request_json(self) -> Bytes {
        match self {
            Self::Note => json::encode(&sample::note()),
            Self::List => json::encode(&list()),
            Self::Blob => json::encode(&sample::blob()),
        }
    }
}

fn list() -> ListNotesRequest {
    ListNotesRequest {
        count: sample::COUNT,
    }
}

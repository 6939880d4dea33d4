//! The dialects: how a request and its answer are written, told by the content type.
//!
//! Path and method are no concern of this module, and neither is who answers.

pub(crate) mod connect;
pub(crate) mod grpc;
pub(crate) mod grpc_web;

use http::{HeaderMap, HeaderValue};

use crate::media_type::MediaType;

/// The protocol a request speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// gRPC over HTTP/2: `application/grpc`, with any codec behind a `+`.
    Grpc,
    /// gRPC-Web with binary frames: `application/grpc-web`.
    GrpcWeb,
    /// gRPC-Web with its frames in base64: `application/grpc-web-text`.
    GrpcWebText,
    /// Connect, one message each way in a plain HTTP body.
    ConnectUnary,
    /// Connect, one message each way, the request in the query of a GET.
    ConnectGet,
    /// Connect with streams: `application/connect+proto`.
    ConnectStream,
    /// REST by `google.api.http` rules.
    Rest,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// The binary encoding of protobuf.
    Proto,
    /// Protobuf's JSON mapping.
    Json,
}

/// Protocol and codec of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) protocol: Protocol,
    pub(crate) codec: Codec,
    /// Whether the caller named the codec; gRPC has a default.
    pub(crate) is_named: bool,
}

/// What a content type means on an RPC path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Announced {
    /// A dialect that is spoken here.
    Dialect(Dialect),
    /// A known protocol with a codec that is not.
    UnknownCodec(Protocol),
    /// Nothing of an RPC.
    Other,
}

// === impl Protocol ===

impl Protocol {
    /// Its name in logs and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::GrpcWeb => "grpc-web",
            Self::GrpcWebText => "grpc-web-text",
            Self::ConnectUnary | Self::ConnectGet | Self::ConnectStream => "connect",
            Self::Rest => "rest",
        }
    }

    /// Whether it is one of Connect's three.
    pub(crate) fn is_connect(self) -> bool {
        matches!(
            self,
            Self::ConnectUnary | Self::ConnectGet | Self::ConnectStream
        )
    }

    fn of_grpc(media_type: MediaType<'_>) -> Option<Self> {
        if media_type.is("application", "grpc") {
            Some(Self::Grpc)
        } else if media_type.is("application", "grpc-web") {
            Some(Self::GrpcWeb)
        } else if media_type.is("application", "grpc-web-text") {
            Some(Self::GrpcWebText)
        } else {
            None
        }
    }
}

// === impl Codec ===

impl Codec {
    /// By its name in content types and in the query of a Connect GET.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("proto") {
            Some(Self::Proto)
        } else if name.eq_ignore_ascii_case("json") {
            Some(Self::Json)
        } else {
            None
        }
    }
}

// === impl Dialect ===

impl Dialect {
    /// The content type of answers, which is the one of the request without its parameters.
    pub(crate) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match (self.protocol, self.codec) {
            (Protocol::Grpc, Codec::Json) => "application/grpc+json",
            (Protocol::Grpc, Codec::Proto) if self.is_named => "application/grpc+proto",
            (Protocol::Grpc, Codec::Proto) => "application/grpc",
            (Protocol::GrpcWeb, Codec::Json) => "application/grpc-web+json",
            (Protocol::GrpcWeb, Codec::Proto) if self.is_named => "application/grpc-web+proto",
            (Protocol::GrpcWeb, Codec::Proto) => "application/grpc-web",
            (Protocol::GrpcWebText, Codec::Json) => "application/grpc-web-text+json",
            (Protocol::GrpcWebText, Codec::Proto) if self.is_named => {
                "application/grpc-web-text+proto"
            }
            (Protocol::GrpcWebText, Codec::Proto) => "application/grpc-web-text",
            (Protocol::ConnectStream, Codec::Proto) => "application/connect+proto",
            (Protocol::ConnectStream, Codec::Json) => "application/connect+json",
            (Protocol::ConnectUnary | Protocol::ConnectGet, Codec::Proto) => "application/proto",
            _ => "application/json",
        })
    }
}

// === impl Announced ===

impl Announced {
    /// Reads the `content-type` header of a POST.
    pub(crate) fn by(headers: &HeaderMap) -> Self {
        let Some(media_type) = MediaType::of(headers) else {
            return Self::Other;
        };
        if let Some(protocol) = Protocol::of_grpc(media_type) {
            return Self::with_codec(protocol, media_type.suffix());
        }
        if media_type.is("application", "connect") {
            return match media_type.suffix() {
                Some(codec) => Self::with_codec(Protocol::ConnectStream, Some(codec)),
                None => Self::Other,
            };
        }
        let codec = if media_type.is("application", "json") {
            Codec::Json
        } else if media_type.is("application", "proto") {
            Codec::Proto
        } else {
            return Self::Other;
        };
        match media_type.suffix() {
            Some(_) => Self::Other,
            None => Self::Dialect(Dialect {
                protocol: Protocol::ConnectUnary,
                codec,
                is_named: true,
            }),
        }
    }

    fn with_codec(protocol: Protocol, name: Option<&str>) -> Self {
        let codec = name.map_or(Some(Codec::Proto), Codec::from_name);
        match codec {
            Some(codec) => Self::Dialect(Dialect {
                protocol,
                codec,
                is_named: name.is_some(),
            }),
            None => Self::UnknownCodec(protocol),
        }
    }
}

#[cfg(test)]
mod tests;

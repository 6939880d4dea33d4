//! Which RPC dialect a request speaks, by its content type alone.
//!
//! Path and method are no concern of this module: see [`crate::steer`].

use http::HeaderMap;

use crate::media_type::MediaType;

/// The dialect a content type announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// gRPC over HTTP/2: `application/grpc`, with any codec behind a `+`.
    Grpc,
    /// gRPC-Web with binary frames: `application/grpc-web`.
    GrpcWeb,
    /// gRPC-Web with its frames in base64: `application/grpc-web-text`.
    GrpcWebText,
    /// Anything else, or no content type at all.
    Other,
}

// === impl Protocol ===

impl Protocol {
    /// Reads the dialect off the `content-type` header.
    pub fn detect(headers: &HeaderMap) -> Self {
        let Some(media_type) = MediaType::of(headers) else {
            return Self::Other;
        };
        if media_type.is("application", "grpc-web") {
            Self::GrpcWeb
        } else if media_type.is("application", "grpc-web-text") {
            Self::GrpcWebText
        } else if media_type.is("application", "grpc") {
            Self::Grpc
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

    use super::Protocol;

    #[track_caller]
    fn check(content_type: &'static str, expected: Protocol) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        assert_eq!(Protocol::detect(&headers), expected, "{content_type:?}");
    }

    #[test]
    fn by_content_type() {
        check("application/grpc", Protocol::Grpc);
        check("application/grpc+proto", Protocol::Grpc);
        check("application/grpc+json", Protocol::Grpc);
        check("Application/gRPC; charset=utf-8", Protocol::Grpc);
        check("application/grpc-web", Protocol::GrpcWeb);
        check("application/grpc-web+proto", Protocol::GrpcWeb);
        check("application/grpc-web;x=y", Protocol::GrpcWeb);
        check("application/grpc-web-text", Protocol::GrpcWebText);
        check("application/grpc-web-text+proto", Protocol::GrpcWebText);
        check("application/grpcx", Protocol::Other);
        check("application/grpc-webx", Protocol::Other);
        check("application/grpc+", Protocol::Other);
        check("text/grpc", Protocol::Other);
        check("application/json", Protocol::Other);
        check("", Protocol::Other);
    }

    #[test]
    fn without_content_type() {
        assert_eq!(Protocol::detect(&HeaderMap::new()), Protocol::Other);
    }
}

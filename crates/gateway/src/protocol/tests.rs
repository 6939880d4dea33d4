use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

use super::{Announced, Codec, Dialect, Protocol};

fn headers(content_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers
}

#[track_caller]
fn check(content_type: &'static str, protocol: Protocol, codec: Codec, answer: &str) {
    let announced = Announced::by(&headers(content_type));
    let Announced::Dialect(dialect) = announced else {
        panic!("{content_type}: {announced:?}");
    };
    assert_eq!(
        (dialect.protocol, dialect.codec),
        (protocol, codec),
        "{content_type}"
    );
    assert_eq!(dialect.content_type(), answer, "{content_type}");
}

#[test]
fn dialects_by_content_type() {
    use Codec::{Json, Proto};
    for (content_type, protocol, codec, answer) in [
        (
            "application/grpc",
            Protocol::Grpc,
            Proto,
            "application/grpc",
        ),
        (
            "application/grpc+proto",
            Protocol::Grpc,
            Proto,
            "application/grpc+proto",
        ),
        (
            "Application/gRPC+JSON; x=y",
            Protocol::Grpc,
            Json,
            "application/grpc+json",
        ),
        (
            "application/grpc-web",
            Protocol::GrpcWeb,
            Proto,
            "application/grpc-web",
        ),
        (
            "application/grpc-web+proto;a",
            Protocol::GrpcWeb,
            Proto,
            "application/grpc-web+proto",
        ),
        (
            "application/grpc-web+json",
            Protocol::GrpcWeb,
            Json,
            "application/grpc-web+json",
        ),
        (
            "application/grpc-web-text",
            Protocol::GrpcWebText,
            Proto,
            "application/grpc-web-text",
        ),
        (
            "application/grpc-web-text+proto",
            Protocol::GrpcWebText,
            Proto,
            "application/grpc-web-text+proto",
        ),
        (
            "application/proto",
            Protocol::ConnectUnary,
            Proto,
            "application/proto",
        ),
        (
            "application/json; charset=utf-8",
            Protocol::ConnectUnary,
            Json,
            "application/json",
        ),
        (
            "application/connect+proto",
            Protocol::ConnectStream,
            Proto,
            "application/connect+proto",
        ),
        (
            "application/connect+json",
            Protocol::ConnectStream,
            Json,
            "application/connect+json",
        ),
    ] {
        check(content_type, protocol, codec, answer);
    }
}

#[test]
fn what_is_no_dialect() {
    for (content_type, expected) in [
        (
            "application/grpc+foo",
            Announced::UnknownCodec(Protocol::Grpc),
        ),
        (
            "application/grpc-web+foo",
            Announced::UnknownCodec(Protocol::GrpcWeb),
        ),
        (
            "application/connect+foo",
            Announced::UnknownCodec(Protocol::ConnectStream),
        ),
        ("application/connect", Announced::Other),
        ("application/grpc+", Announced::Other),
        ("application/grpcx", Announced::Other),
        ("application/json+proto", Announced::Other),
        ("image/jpeg", Announced::Other),
        ("", Announced::Other),
    ] {
        assert_eq!(
            Announced::by(&headers(content_type)),
            expected,
            "{content_type}"
        );
    }
    assert_eq!(Announced::by(&HeaderMap::new()), Announced::Other);
}

#[test]
fn a_dialect_has_a_codec() {
    let dialect = Dialect {
        protocol: Protocol::ConnectGet,
        codec: Codec::Json,
        is_named: false,
    };
    assert_eq!(dialect.content_type(), "application/json");
}

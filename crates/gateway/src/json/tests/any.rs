use bytes::BytesMut;
use prost::Message as _;
use prost_types::{Any, Duration};

use super::Sample;
use crate::{
    details::pack,
    json::{Options, TypeRegistry, decode, detail, encode},
};

fn options() -> Options {
    Options::new().types(TypeRegistry::new().register::<Sample>())
}

/// Reads an `Any` and writes it again.
#[track_caller]
fn check(text: &str, expected: &str) {
    let any: Any = decode(text.as_bytes(), &options()).unwrap();
    let mut out = BytesMut::new();
    encode(&any, &options(), &mut out).unwrap();
    assert_eq!(out, expected);
}

#[test]
fn reads_and_writes() {
    for (text, expected) in [
        ("{}", "{}"),
        (
            r#"{"name":"a","@type":"type.googleapis.com/test.v1.Sample"}"#,
            r#"{"@type":"type.googleapis.com/test.v1.Sample","name":"a"}"#,
        ),
        (
            r#"{"@type":"type.googleapis.com/test.v1.Sample"}"#,
            r#"{"@type":"type.googleapis.com/test.v1.Sample"}"#,
        ),
        (
            r#"{"@type":"a/google.protobuf.Duration","value":"1.5s"}"#,
            r#"{"@type":"a/google.protobuf.Duration","value":"1.500s"}"#,
        ),
        (
            r#"{"value":{"value":{"a":1},"@type":"a/google.protobuf.Struct"},"@type":"a/google.protobuf.Any"}"#,
            r#"{"@type":"a/google.protobuf.Any","value":{"@type":"a/google.protobuf.Struct","value":{"a":1}}}"#,
        ),
        (
            r#"{"@type":"a/google.protobuf.Empty"}"#,
            r#"{"@type":"a/google.protobuf.Empty"}"#,
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn refuses() {
    for text in [
        r#"{"name":"a"}"#,
        r#"{"@type":1}"#,
        r#"{"@type":""}"#,
        r#"{"@type":"test.v1.Sample"}"#,
        r#"{"@type":"a/test.v1.Unknown"}"#,
        r#"{"@type":"a/test.v1.Sample","x":1}"#,
        r#"{"@type":"a/test.v1.Sample","name":"a","name":"b"}"#,
        r#"{"@type":"a/google.protobuf.Duration"}"#,
        r#"{"@type":"a/google.protobuf.Duration","value":"1s","x":1}"#,
        "[]",
    ] {
        decode::<Any>(text.as_bytes(), &options()).unwrap_err();
    }
}

#[test]
fn packed_too_deep_is_refused() {
    let mut any = pack(&Duration::default());
    for _ in 0..1_000 {
        any = Any {
            type_url: "a/google.protobuf.Any".to_owned(),
            value: any.encode_to_vec(),
        };
    }
    encode(&any, &options(), &mut BytesMut::new()).unwrap_err();
}

#[track_caller]
fn check_detail(any: &Any, expected: &str) {
    assert_eq!(detail(any, &options()).get(), expected);
}

#[test]
fn details_are_always_shown() {
    let known = pack(&Sample {
        name: "a".to_owned(),
        ..Sample::default()
    });
    check_detail(
        &known,
        r#"{"@type":"type.googleapis.com/test.v1.Sample","name":"a"}"#,
    );
    let broken = Any {
        value: vec![0xff],
        ..known
    };
    check_detail(
        &broken,
        r#"{"@type":"type.googleapis.com/test.v1.Sample","value":"/w=="}"#,
    );
    let unknown = Any {
        type_url: "example.com/x.Y".to_owned(),
        value: vec![1, 2, 3],
    };
    check_detail(&unknown, r#"{"@type":"example.com/x.Y","value":"AQID"}"#);
}

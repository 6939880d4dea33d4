//! Single fields: from JSON, into JSON, from plain text.

use bytes::BytesMut;

use super::{Sample, read, written};
use crate::json::{Options, decode_field, encode_field, set_text};

#[track_caller]
fn check_decode(field: &str, text: &str, expected: Result<&str, &str>) {
    let mut message = Sample::default();
    let result = decode_field(&mut message, field, text.as_bytes(), &Options::new());
    let result = result.map(|()| written(&message, &Options::new()));
    let result = result.map_err(|error| error.to_string());
    assert_eq!(result.as_deref().map_err(String::as_str), expected);
}

#[test]
fn decodes_one() {
    check_decode("name", "\"a\"", Ok(r#"{"name":"a"}"#));
    check_decode("last_note", "\"a\"", Ok(r#"{"lastNote":"a"}"#));
    check_decode("inner", r#"{"small":1}"#, Ok(r#"{"inner":{"small":1}}"#));
    check_decode("items", "[{}]", Ok(r#"{"items":[{}]}"#));
    check_decode("left", "\"a\"", Ok(r#"{"left":"a"}"#));
    check_decode("inner", "", Ok("{}"));
    check_decode("x", "1", Err("x: there is no such field"));
    check_decode(
        "items",
        r#"[{"small":true}]"#,
        Err(
            "items[0].small: invalid type: boolean `true`, expected a whole number at line 1 column 14",
        ),
    );
    check_decode(
        "name",
        "\"a\" 1",
        Err("name: trailing characters at line 1 column 5"),
    );
}

#[track_caller]
fn check_encode(message: &str, field: &str, expected: &str) {
    let mut out = BytesMut::new();
    encode_field(&read(message), field, &Options::new(), &mut out).unwrap();
    assert_eq!(out, expected);
}

#[test]
fn encodes_one() {
    check_encode("{}", "name", "\"\"");
    check_encode("{}", "items", "[]");
    check_encode("{}", "flags", "{}");
    check_encode("{}", "color", "\"COLOR_UNSPECIFIED\"");
    check_encode("{}", "inner", "null");
    check_encode("{}", "left", "null");
    check_encode(r#"{"inner":{"small":1}}"#, "inner", r#"{"small":1}"#);
    check_encode(r#"{"lastNote":"a"}"#, "last_note", "\"a\"");
    check_encode(r#"{"items":[{},{}]}"#, "items", "[{},{}]");
    encode_field(
        &Sample::default(),
        "x",
        &Options::new(),
        &mut BytesMut::new(),
    )
    .unwrap_err();
}

/// Sets `path=text` pairs one after the other.
#[track_caller]
fn check_text(pairs: &[(&str, &str)], expected: &str) {
    let mut message = Sample::default();
    for (path, text) in pairs {
        let found = set_text(&mut message, path, text, &Options::new());
        assert!(found.unwrap(), "{path}");
    }
    assert_eq!(written(&message, &Options::new()), expected);
}

#[test]
fn sets_text() {
    for (path, text, expected) in [
        ("name", "null", r#"{"name":"null"}"#),
        ("small", "-5", r#"{"small":-5}"#),
        (
            "total",
            "18446744073709551615",
            r#"{"total":"18446744073709551615"}"#,
        ),
        ("ratio", "1.5", r#"{"ratio":1.5}"#),
        ("part", "NaN", r#"{"part":"NaN"}"#),
        ("on", "true", r#"{"on":true}"#),
        ("data", "-_8", r#"{"data":"+/8="}"#),
        ("color", "COLOR_RED", r#"{"color":"COLOR_RED"}"#),
        ("color", "1", r#"{"color":"COLOR_RED"}"#),
        ("last_note", "a", r#"{"lastNote":"a"}"#),
        (
            "inner.inner.lastNote",
            "a",
            r#"{"inner":{"inner":{"lastNote":"a"}}}"#,
        ),
        ("left", "a", r#"{"left":"a"}"#),
        ("right.name", "a", r#"{"right":{"name":"a"}}"#),
        (
            "time",
            "1970-01-01T00:00:00Z",
            r#"{"time":"1970-01-01T00:00:00Z"}"#,
        ),
        ("span", "1s", r#"{"span":"1s"}"#),
        ("mask", "a,bC", r#"{"mask":"a,bC"}"#),
        ("wrapped", "5", r#"{"wrapped":"5"}"#),
    ] {
        check_text(&[(path, text)], expected);
    }
}

#[test]
fn sets_texts_beside_each_other() {
    check_text(
        &[("numbers", "1"), ("numbers", "2")],
        r#"{"numbers":[1,2]}"#,
    );
    check_text(
        &[("colors", "COLOR_RED"), ("colors", "0")],
        r#"{"colors":["COLOR_RED","COLOR_UNSPECIFIED"]}"#,
    );
    check_text(
        &[("inner.name", "a"), ("inner.small", "1")],
        r#"{"inner":{"name":"a","small":1}}"#,
    );
    check_text(
        &[("right.name", "a"), ("right.small", "1")],
        r#"{"right":{"name":"a","small":1}}"#,
    );
    check_text(
        &[("left", "a"), ("right.small", "1")],
        r#"{"right":{"small":1}}"#,
    );
    check_text(&[("name", "a"), ("name", "b")], r#"{"name":"b"}"#);
}

#[test]
fn finds_no_such_field() {
    for path in [
        "",
        "x",
        ".",
        "name.x",
        "inner.x",
        "inner.",
        "items.name",
        "flags[true]",
        "time.seconds",
        "object.a",
    ] {
        for ignore in [false, true] {
            let mut message = Sample::default();
            let options = Options::new().ignore_unknown_fields(ignore);
            assert!(
                !set_text(&mut message, path, "1", &options).unwrap(),
                "{path}"
            );
            assert_eq!(message, Sample::default(), "{path}");
        }
    }
    let deep = "inner.".repeat(100_000) + "name";
    assert!(!set_text(&mut Sample::default(), &deep, "1", &Options::new()).unwrap());
}

#[test]
fn refuses_text() {
    for (path, text, expected) in [
        (
            "small",
            "x",
            "small: invalid value: string \"x\", expected a whole number",
        ),
        (
            "inner.on",
            "1",
            "inner.on: invalid value: string \"1\", expected true or false",
        ),
        ("inner", "{}", "inner: a message is set by its fields"),
        ("items", "{}", "items: a message is set by its fields"),
        ("flags", "{}", "flags: a map cannot be given as text"),
        (
            "color",
            "BLUE",
            "color: expected a number or one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_ROUGE, not \"BLUE\"",
        ),
    ] {
        let result = set_text(&mut Sample::default(), path, text, &Options::new());
        assert_eq!(result.unwrap_err().to_string(), expected);
    }
}

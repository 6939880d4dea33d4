use proptest::prelude::{any, prop, proptest};

use super::{Error, Limits, Splitter};

const LIMITS: Limits = Limits {
    bytes: 20,
    depth: 3,
};

/// All texts of a body that comes in chunks of one size.
fn split(body: &[u8], size: usize) -> Result<Vec<String>, Error> {
    let mut splitter = Splitter::new(LIMITS);
    let mut texts = Vec::new();
    let mut keep = |text: bytes::Bytes| texts.push(String::from_utf8_lossy(&text).into_owned());
    for chunk in body.chunks(size) {
        splitter.push(chunk);
        while let Some(text) = splitter.next()? {
            keep(text);
        }
    }
    if let Some(text) = splitter.finish()? {
        keep(text);
    }
    Ok(texts)
}

#[track_caller]
fn check(body: &str, expected: &[&str]) {
    for size in [1, 2, 3, 1000] {
        assert_eq!(split(body.as_bytes(), size).unwrap(), expected, "{body:?}");
    }
}

#[track_caller]
fn check_error(body: &str, expected: &str) {
    for size in [1, 2, 3, 1000] {
        let error = split(body.as_bytes(), size).unwrap_err();
        assert_eq!(error.to_string(), expected, "{body:?}");
    }
}

#[test]
fn lines() {
    check("", &[]);
    check(" \r\n\t", &[]);
    check("{}", &["{}"]);
    check("{\"a\":1}\n{\"b\":[2]}\n", &["{\"a\":1}", "{\"b\":[2]}"]);
    check("{}{} {}", &["{}", "{}", "{}"]);
    check("1 true\nnull\n\"a b\"", &["1", "true", "null", "\"a b\""]);
    check("{\"a\":\"}\\\"]\"} {}", &["{\"a\":\"}\\\"]\"}", "{}"]);
    check("{\n \"a\": 1\n}\n", &["{\n \"a\": 1\n}"]);
}

#[test]
fn arrays() {
    check("[]", &[]);
    check(" [ ] ", &[]);
    check("[{},{}]", &["{}", "{}"]);
    check(
        " [ {\"a\" : [1]} , 2 ,\"x,]\" ] ",
        &["{\"a\" : [1]}", "2", "\"x,]\""],
    );
    check("[[1],[2]]", &["[1]", "[2]"]);
    check("[-1.5e3]", &["-1.5e3"]);
}

#[test]
fn what_is_inside_a_text_is_not_judged() {
    check("{] nonsense", &["{]", "nonsense"]);
}

#[test]
fn refuses() {
    check_error("{", "the body ends too early");
    check_error("[", "the body ends too early");
    check_error("[{}", "the body ends too early");
    check_error("[{},", "the body ends too early");
    check_error("[1", "the body ends too early");
    check_error("\"a", "the body ends too early");
    check_error("[{},]", "expected a JSON text, found ']'");
    check_error("[,]", "expected a JSON text, found ','");
    check_error("[{}{}]", "expected `,` or `]`, found '{'");
    check_error("[] []", "expected the end of the body, found '['");
    check_error("{},{}", "expected a JSON text, found ','");
    check_error("]", "expected a JSON text, found ']'");
}

#[test]
fn limits() {
    check("\"345678901234567890\"", &["\"345678901234567890\""]);
    check_error(
        "\"3456789012345678901\"",
        "a message is longer than 20 bytes",
    );
    check("12345678901234567890", &["12345678901234567890"]);
    check_error("123456789012345678901", "a message is longer than 20 bytes");
    check("{\"a\":{\"b\":[]}}", &["{\"a\":{\"b\":[]}}"]);
    check_error(
        "{\"a\":{\"b\":[[]]}}",
        "a message is nested deeper than 3 levels",
    );
    check_error("[[[[[]]]]]", "a message is nested deeper than 3 levels");
}

#[test]
fn nothing_follows_an_error() {
    let mut splitter = Splitter::new(LIMITS);
    splitter.push(b"]");
    assert!(splitter.next().is_err());
    splitter.push(b"{}");
    assert_eq!(splitter.next(), Ok(None));
    assert_eq!(splitter.finish(), Ok(None));
}

proptest! {
    #[test]
    fn chunks_make_no_difference(body in "[\\[\\]{}\",: a1\\\\]{0,30}", size in 1_usize..8) {
        assert_eq!(split(body.as_bytes(), size), split(body.as_bytes(), 1000));
    }

    #[test]
    fn never_panics(body in prop::collection::vec(any::<u8>(), 0..50), size in 1_usize..8) {
        let _ = split(&body, size);
    }
}

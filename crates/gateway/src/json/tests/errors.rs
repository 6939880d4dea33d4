use tonic::{Code, Status};

use super::Sample;
use crate::json::{Options, decode};

#[track_caller]
fn check(text: impl AsRef<[u8]>, expected: &str) {
    let error = decode::<Sample>(text.as_ref(), &Options::new()).unwrap_err();
    assert_eq!(error.to_string(), expected);
    let status = Status::from(error);
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), format!("invalid JSON body: {expected}"));
}

#[test]
fn says_what_is_wrong_and_where() {
    check("{", "EOF while parsing an object at line 1 column 1");
    check("{}x", "trailing characters at line 1 column 3");
    check("null", "null is no message");
    check(
        "{\n\"name\": 1}",
        "name: invalid type: integer `1`, expected a string at line 2 column 9",
    );
    check(
        r#"{"items":[{"small":"x"}]}"#,
        "items[0].small: invalid value: string \"x\", expected a whole number at line 1 column 22",
    );
    check(
        r#"{"inner":{"nme":1}}"#,
        "inner.nme: unknown field `nme` at line 1 column 15",
    );
    check(
        r#"{"colors":["COLOR_RED","BLUE"]}"#,
        "colors[1]: expected a number or one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_ROUGE, not \"BLUE\" \
         at line 1 column 29",
    );
    check(
        r#"{"name":"a","name":"b"}"#,
        "duplicate field `name` at line 1 column 18",
    );
    check(
        r#"{"left":"a","right":{}}"#,
        "another field of the same oneof is set at line 1 column 23",
    );
    check(
        r#"{"flags":{"yes":"a"}}"#,
        "flags.yes: invalid value: string \"yes\", expected a key of the map at line 1 column 15",
    );
    check(
        b"\"\xff\"",
        "invalid utf-8 sequence of 1 bytes from index 1",
    );
}

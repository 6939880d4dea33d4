use super::{Choice, Color, Sample, read, written};
use crate::json::{MAX_DEPTH, Options, decode};

/// What is read from the text is written as expected.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(written(&read(text), &Options::new()), expected, "{text}");
}

#[track_caller]
fn check_refused(text: &str) {
    if let Ok(message) = decode::<Sample>(text.as_bytes(), &Options::new()) {
        panic!("{text} is read as {message:?}");
    }
}

#[test]
fn whole_numbers_in_every_form() {
    for (text, expected) in [
        (r#"{"small":1}"#, r#"{"small":1}"#),
        (r#"{"small":1.0}"#, r#"{"small":1}"#),
        (r#"{"small":1e5}"#, r#"{"small":100000}"#),
        (r#"{"small":"1e5"}"#, r#"{"small":100000}"#),
        (r#"{"small":"-2147483648"}"#, r#"{"small":-2147483648}"#),
        (r#"{"count":4294967295.0}"#, r#"{"count":4294967295}"#),
        (r#"{"large":-1}"#, r#"{"large":"-1"}"#),
        (
            r#"{"large":"9223372036854775807"}"#,
            r#"{"large":"9223372036854775807"}"#,
        ),
        (
            r#"{"total":18446744073709551615}"#,
            r#"{"total":"18446744073709551615"}"#,
        ),
        (r#"{"small":-0}"#, "{}"),
        (r#"{"count":"0"}"#, "{}"),
    ] {
        check(text, expected);
    }
    for value in [
        "1.5",
        "\"1.5\"",
        "\"\"",
        "\" 1\"",
        "\"01\"",
        "\"+1\"",
        "\"0x1\"",
        "2147483648",
        "1e99",
        "true",
        "[]",
        "{}",
        "\"1\\u0000\"",
    ] {
        check_refused(&format!("{{\"small\":{value}}}"));
    }
    for text in [
        r#"{"count":-1}"#,
        r#"{"count":4294967296}"#,
        r#"{"large":9223372036854775808}"#,
        r#"{"large":1e19}"#,
        r#"{"total":-1}"#,
        r#"{"total":18446744073709551616}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn floating_point_numbers() {
    for (text, expected) in [
        (r#"{"ratio":1}"#, r#"{"ratio":1.0}"#),
        (r#"{"ratio":"2.5e3"}"#, r#"{"ratio":2500.0}"#),
        (r#"{"ratio":"-Infinity"}"#, r#"{"ratio":"-Infinity"}"#),
        (r#"{"ratio":-0.0}"#, r#"{"ratio":-0.0}"#),
        (r#"{"part":"NaN"}"#, r#"{"part":"NaN"}"#),
        (r#"{"part":0.1}"#, r#"{"part":0.1}"#),
        (
            r#"{"ratio":2.2250738585072014e-308}"#,
            r#"{"ratio":2.2250738585072014e-308}"#,
        ),
    ] {
        check(text, expected);
    }
    for text in [
        r#"{"part":3.5e38}"#,
        r#"{"part":"-3.5e38"}"#,
        r#"{"ratio":1e309}"#,
        r#"{"ratio":"1e309"}"#,
        r#"{"ratio":"inf"}"#,
        r#"{"ratio":""}"#,
        r#"{"ratio":NaN}"#,
        r#"{"ratio":true}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn bytes_in_every_alphabet() {
    for text in ["-_8", "-_8=", "+/8", "+/8=", "-_9"] {
        let message = read(&format!("{{\"data\":\"{text}\",\"shared\":\"{text}\"}}"));
        assert_eq!(message.data, [0xfb, 0xff], "{text}");
        assert_eq!(message.shared, message.data);
    }
    check_refused(r#"{"data":"a"}"#);
    check_refused(r#"{"data":"!!!!"}"#);
    check_refused(r#"{"data":[1]}"#);
}

#[test]
fn enums() {
    for value in ["\"COLOR_RED\"", "\"COLOR_ROUGE\"", "1", "1.0"] {
        let message = read(&format!("{{\"color\":{value}}}"));
        assert_eq!(message.color(), Color::Red, "{value}");
    }
    check(r#"{"color":7}"#, r#"{"color":7}"#);
    for value in ["\"color_red\"", "\"1\"", "1.5", "2147483648", "true"] {
        check_refused(&format!("{{\"color\":{value}}}"));
    }
}

#[test]
fn unknown_names_are_ignored_on_demand() {
    let text = r#"{"x":[{}],"x":1,"color":"BLUE","colors":["BLUE",1],"places":{"1":"BLUE"},"inner":{"y":2}}"#;
    check_refused(text);
    let options = Options::new().ignore_unknown_fields(true);
    let message: Sample = decode(text.as_bytes(), &options).unwrap();
    assert_eq!(
        written(&message, &Options::new()),
        r#"{"inner":{},"colors":["COLOR_RED"]}"#
    );
    // a number is a value, whatever it is called
    let strange: Sample = decode(br#"{"color":9}"#, &options).unwrap();
    assert_eq!(strange.color, 9);
}

#[test]
fn unknown_names_are_refused_where_unknown_fields_are_ignored() {
    let options = Options::new()
        .ignore_unknown_fields(true)
        .refuse_unknown_names(true);
    let read = |text: &str| decode::<Sample>(text.as_bytes(), &options);
    assert_eq!(read(r#"{"x":1,"inner":{"y":2}}"#).unwrap().color, 0);
    assert_eq!(read(r#"{"color":9}"#).unwrap().color, 9);
    for text in [
        r#"{"color":"BLUE"}"#,
        r#"{"color":"1"}"#,
        r#"{"colors":["BLUE"]}"#,
        r#"{"places":{"1":"BLUE"}}"#,
        r#"{"inner":{"color":"BLUE"}}"#,
    ] {
        read(text).unwrap_err();
    }
}

#[test]
fn null_is_no_value() {
    for name in [
        "name", "small", "on", "data", "color", "lastNote", "inner", "items", "flags", "left",
        "time", "object", "wrapped",
    ] {
        check(&format!("{{\"{name}\":null}}"), "{}");
    }
    check(
        r#"{"value":null,"nothing":null}"#,
        r#"{"nothing":null,"value":null}"#,
    );
    check(r#"{"nothing":"NULL_VALUE"}"#, r#"{"nothing":null}"#);
    check(r#"{"left":null,"right":{}}"#, r#"{"right":{}}"#);
    check(r#"{"list":[null]}"#, r#"{"list":[null]}"#);
    for text in [
        r#"{"numbers":[1,null]}"#,
        r#"{"items":[null]}"#,
        r#"{"flags":{"true":null}}"#,
        "null",
    ] {
        check_refused(text);
    }
}

#[test]
fn nothing_twice() {
    for text in [
        r#"{"name":"a","name":"a"}"#,
        r#"{"lastNote":"a","last_note":"b"}"#,
        r#"{"name":null,"name":"a"}"#,
        r#"{"left":"a","right":{}}"#,
        r#"{"nothing":null,"left":"a"}"#,
        r#"{"flags":{"true":"a","true":"b"}}"#,
        r#"{"places":{"1":1,"1":1}}"#,
        r#"{"object":{"a":1,"a":1}}"#,
        r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty","@type":""}}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn map_keys() {
    check(
        r#"{"flags":{"tru\u0065":"a","false":"b"}}"#,
        r#"{"flags":{"false":"b","true":"a"}}"#,
    );
    check(
        r#"{"places":{"-5":"COLOR_RED"}}"#,
        r#"{"places":{"-5":"COLOR_RED"}}"#,
    );
    for text in [
        r#"{"flags":{"True":"a"}}"#,
        r#"{"flags":{"":"a"}}"#,
        r#"{"places":{"x":1}}"#,
        r#"{"places":{"9223372036854775808":1}}"#,
        r#"{"flags":[]}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn well_known_types() {
    for text in [
        r#"{"time":"1970-01-01T00:00:01.500Z"}"#,
        r#"{"span":"-0.500s"}"#,
        r#"{"mask":"a,bC.dE"}"#,
        r#"{"mask":""}"#,
        r#"{"object":{"a":{"b":[1,"x",true,null]}}}"#,
        r#"{"value":[]}"#,
        r#"{"wrapped":"5"}"#,
        r#"{"wrapped":"0"}"#,
        r#"{"empty":{}}"#,
    ] {
        check(text, text);
    }
    check(
        r#"{"time":"1970-01-01T01:00:00+01:00"}"#,
        r#"{"time":"1970-01-01T00:00:00Z"}"#,
    );
    check(r#"{"wrapped":5}"#, r#"{"wrapped":"5"}"#);
    for text in [
        r#"{"time":"1970-01-01t00:00:00Z"}"#,
        r#"{"time":"0000-01-01T00:00:00Z"}"#,
        r#"{"time":1}"#,
        r#"{"span":"1"}"#,
        r#"{"mask":"a_b"}"#,
        r#"{"mask":"a,"}"#,
        r#"{"object":[]}"#,
        r#"{"list":{}}"#,
        r#"{"empty":{"a":1}}"#,
        r#"{"empty":[]}"#,
        r#"{"wrapped":{"value":"5"}}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn oneofs() {
    assert_eq!(
        read(r#"{"left":""}"#).choice,
        Some(Choice::Left(String::new()))
    );
    check(r#"{"right":{"name":"a"}}"#, r#"{"right":{"name":"a"}}"#);
}

#[test]
fn wrong_shapes() {
    for text in [
        "[]",
        "1",
        "\"\"",
        "{",
        "{}{}",
        "{,}",
        r#"{"name":"a",}"#,
        r#"{name:"a"}"#,
        r#"{"name":'a'}"#,
        r#"{"name":1}"#,
        r#"{"name":"\ud800"}"#,
        r#"{"on":"true"}"#,
        r#"{"on":1}"#,
        r#"{"inner":[]}"#,
        r#"{"numbers":1}"#,
        r#"{"numbers":{}}"#,
    ] {
        check_refused(text);
    }
}

#[test]
fn blank_is_empty() {
    for text in ["", " \r\n\t", "{}", " {} "] {
        check(text, "{}");
    }
}

#[test]
fn depth_is_limited_in_unknown_fields_too() {
    let options = Options::new().ignore_unknown_fields(true);
    let nested = |levels: usize| {
        let inner = levels - 1;
        format!("{{\"x\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
    };
    decode::<Sample>(nested(MAX_DEPTH).as_bytes(), &options).unwrap();
    let error = decode::<Sample>(nested(MAX_DEPTH + 1).as_bytes(), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nested deeper than 100 levels at line 1 column 105"
    );
    let text = format!("{{\"x\":\"\\\"{}\"}}", "[".repeat(200));
    decode::<Sample>(text.as_bytes(), &options).unwrap();
}

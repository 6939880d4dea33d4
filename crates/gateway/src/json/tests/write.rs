use bytes::BytesMut;
use prost_types::{Duration, FieldMask, Timestamp, Value, value::Kind};

use super::{Sample, read, written};
use crate::json::{Options, encode};

#[track_caller]
fn check_refused(message: &Sample) {
    encode(message, &Options::new(), &mut BytesMut::new()).unwrap_err();
}

#[test]
fn defaults_on_demand() {
    let text = written(&Sample::default(), &Options::new().default_values(true));
    assert_eq!(
        text,
        concat!(
            r#"{"name":"","small":0,"count":0,"large":"0","total":"0","ratio":0.0,"part":0.0,"#,
            r#""on":false,"data":"","shared":"","color":"COLOR_UNSPECIFIED","numbers":[],"#,
            r#""colors":[],"items":[],"flags":{},"places":{}}"#,
        )
    );
}

#[test]
fn names_and_numbers_on_demand() {
    let message = read(r#"{"lastNote":"","color":1,"nothing":null}"#);
    let options = Options::new().proto_names(true).enum_numbers(true);
    assert_eq!(
        written(&message, &options),
        r#"{"color":1,"last_note":"","nothing":null}"#
    );
}

#[test]
fn presence_is_kept() {
    let text = r#"{"lastNote":"","inner":{},"left":"","wrapped":"0","empty":{}}"#;
    assert_eq!(written(&read(text), &Options::new()), text);
}

#[test]
fn what_has_no_form_is_refused() {
    let empty = Sample::default;
    check_refused(&Sample {
        time: Some(Timestamp {
            seconds: 253_402_300_800,
            nanos: 0,
        }),
        ..empty()
    });
    check_refused(&Sample {
        span: Some(Duration {
            seconds: 1,
            nanos: -1,
        }),
        ..empty()
    });
    for path in ["fooBar", "foo__bar", "foo_3", "foo_", "a,b"] {
        check_refused(&Sample {
            mask: Some(FieldMask {
                paths: vec![path.to_owned()],
            }),
            ..empty()
        });
    }
    check_refused(&Sample {
        value: Some(Value {
            kind: Some(Kind::NumberValue(f64::NAN)),
        }),
        ..empty()
    });
}

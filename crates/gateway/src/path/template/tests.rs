use proptest::prelude::proptest;

use super::{Segment, Template};

/// Segments and verb in a short notation, then every variable with the segments it covers.
fn describe(template: &Template) -> String {
    let segments = template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => format!("'{text}'"),
        Segment::One => "*".to_owned(),
        Segment::Many => "**".to_owned(),
    });
    let mut text = segments.collect::<Vec<_>>().join(" ");
    if let Some(verb) = &template.verb {
        text = format!("{text} :{verb}");
    }
    for variable in template.variables() {
        let end = variable.end.map(|end| end.to_string()).unwrap_or_default();
        text = format!("{text} {}={}..{end}", variable.field_path(), variable.start);
    }
    text
}

#[track_caller]
fn check(source: &str, expected: &str) {
    let template: Template = source.parse().unwrap();
    assert_eq!(describe(&template), expected);
    assert_eq!(template.to_string(), source);
}

#[test]
fn parses_the_whole_grammar() {
    check("/healthz", "'healthz'");
    check("/orgs/me", "'orgs' 'me'");
    check("/actions/{id}", "'actions' * id=1..2");
    check(
        "/actions/{id}/_deactivate",
        "'actions' * '_deactivate' id=1..2",
    );
    check(
        "/flows/{a}/trigger/{b}",
        "'flows' * 'trigger' * a=1..2 b=3..4",
    );
    check(
        "/v1/{name=shelves/*/books/*}",
        "'v1' 'shelves' * 'books' * name=1..5",
    );
    check("/v1/{name=a/**}:cancel", "'v1' 'a' ** :cancel name=1..");
    check("/v1/{a.b_c.d=*}", "'v1' * a.b_c.d=1..2");
    check("/v1/*/x/**", "'v1' * 'x' **");
    check("/{name=**}", "** name=0..");
    check("/v1/a%2Fb%20c:do", "'v1' 'a/b c' :do");
}

#[test]
fn refuses() {
    for source in [
        "",
        "v1",
        "/",
        "/v1/",
        "/v1//x",
        "/v1/**/x",
        "/v1/{a=**}/x",
        "/v1/{a",
        "/v1/{}",
        "/v1/{a=}",
        "/v1/{1a}",
        "/v1/{a..b}",
        "/v1/{a=x/{b}}",
        "/v1/{a}/{a}",
        "/v1/x{a}",
        "/v1/{a}x",
        "/v1/***",
        "/v1/a*",
        "/v1:",
        "/v1:a:b",
        "/v1:a/b",
        "/v1/{a=b:c}",
        "/v1/%zz",
    ] {
        assert!(source.parse::<Template>().is_err(), "{source:?}");
    }
}

proptest! {
    #[test]
    fn never_panics(source in ".*") {
        let _ = source.parse::<Template>();
    }

    #[test]
    fn never_panics_on_near_misses(source in "[/{}*=:.a%2F]*") {
        let _ = source.parse::<Template>();
    }
}

//! What was compiled before runs as if it were read anew.

use portcullis_quickjs::{Engine, Value};

use crate::support::{LIMITS, Recorder, outcome, with_engine};

/// Scripts whose parts are kept in different ways, and what they complete with.
const SCRIPTS: [(&str, &str); 13] = [
    ("1 + 1", "2"),
    ("", "Undefined"),
    ("var a = 1; function f() { return a++ } f(); f(); a", "3"),
    ("let b = 1; const c = { b }; c.b", "1"),
    ("/(?<a>b)+/giu.exec('xBb').groups.a", "b"),
    ("'ä\\u{1f600}\\ud800'.length", "4"),
    ("String(2n ** 70n) + 0.1 + -0", "11805916207174113034240.10"),
    (
        "class A { #x = 7; static { this.y = new A().#x } } A.y",
        "7",
    ),
    ("function* g() { yield* [1, 2] } [...g()].join()", "1,2"),
    (
        "(function f(a, b = 2) { /* c */ }).toString()",
        "function f(a, b = 2) { /* c */ }",
    ),
    (
        "function f() {\n  null.x }\ntry { f() } catch (e) { e.stack }",
        "    at f (<eval>:2:3)\n    at <eval> (<eval>:3:7)\n",
    ),
    (
        "(() => { 'use strict'; return this === undefined })()",
        "Boolean(false)",
    ),
    ("eval('var d = 5'); d", "5"),
];

#[test]
fn programs_run_as_their_texts_do() {
    with_engine(|engine, host| {
        for (source, expected) in SCRIPTS {
            engine.restore_image().unwrap();
            assert_eq!(outcome(engine, host, source), expected, "{source}");
            engine.restore_image().unwrap();
            let program = engine.compile(host, source, "<eval>").unwrap();
            for _ in 0..3 {
                engine.restore_image().unwrap();
                let value = engine.run(host, &program).unwrap();
                let text = match value {
                    Value::Text(text) => text,
                    Value::Number(number) => number.to_string(),
                    other => format!("{other:?}"),
                };
                assert_eq!(text, expected, "{source}");
            }
        }
    });
}

#[test]
fn programs_may_go_to_another_engine() {
    let program = with_engine(|engine, host| engine.compile(host, "var a = 'moved'; a", "<eval>"));
    let program = program.unwrap();
    with_engine(|engine, host| {
        let value = engine.run(host, &program).unwrap();
        assert_eq!(value, Value::from("moved"));
    });
}

#[test]
fn what_cannot_be_read_is_no_program() {
    with_engine(|engine, host| {
        let thrown = engine.compile(host, "var 1", "<eval>").map(drop);
        let thrown = crate::support::thrown(thrown.map(|()| Value::Undefined));
        assert_eq!(thrown.name.as_deref(), Some("SyntaxError"));
    });
}

#[test]
fn less_memory_may_be_allowed_for_a_run() {
    with_engine(|engine, host| {
        let source = "new Uint8Array(3 << 20).length";
        let fits = (3 << 20).to_string();
        check_limit(engine, host, None, source, &fits);
        check_limit(engine, host, Some(2 << 20), source, "OutOfMemory");
        check_limit(engine, host, Some(LIMITS.memory * 2), source, &fits);
        check_limit(
            engine,
            host,
            Some(0),
            "1 + 1; [].concat('x'.repeat(9999))",
            "OutOfMemory",
        );
        check_limit(engine, host, None, source, &fits);
    });
}

#[track_caller]
fn check_limit(
    engine: &mut Engine,
    host: &mut Recorder,
    limit: Option<usize>,
    source: &str,
    expected: &str,
) {
    engine.restore_image().unwrap();
    if let Some(limit) = limit {
        engine.limit_memory(limit);
    }
    assert_eq!(outcome(engine, host, source), expected, "{limit:?}");
}

//! JSON that is written without the prelude.

use crate::support::{outcome, with_engine};

#[track_caller]
fn check(expression: &str, expected: &str) {
    with_engine(|engine, host| {
        let seen = outcome(
            engine,
            host,
            &format!("String(native.plainJson({expression}))"),
        );
        assert_eq!(seen, expected, "{expression}");
    });
}

#[test]
fn plain_values_are_written() {
    for (value, json) in [
        ("null", "null"),
        ("undefined", "null"),
        ("true", "true"),
        ("false", "false"),
        ("0", "0"),
        ("-17", "-17"),
        ("1.5e300", "1.5e+300"),
        ("2 ** 53", "9007199254740992"),
        ("''", "\"\""),
        (
            "'a' + 'b'.repeat(300) ",
            &format!("\"a{}\"", "b".repeat(300)),
        ),
        ("'Zürich 😀 /'", "\"Zürich 😀 /\""),
        ("[]", "[]"),
        ("[1, 'a', [null, undefined]]", "[1,\"a\",[null,null]]"),
        ("{}", "{}"),
        (
            "{ b: 1, a: { '': [] }, 'a!': 2, 9: 3 }",
            "{\"9\":3,\"a\":{\"\":[]},\"a!\":2,\"b\":1}",
        ),
        ("{ '😀': 1, '\u{ffee}': 2 }", "{\"\u{ffee}\":2,\"😀\":1}"),
        (
            "Object.create({ inherited: 1 }, { hidden: { value: 1 } })",
            "{}",
        ),
        ("{ [Symbol('s')]: 1 }", "{}"),
        ("(x => [x, x])([1])", "[[1],[1]]"),
    ] {
        check(value, json);
    }
}

#[test]
fn everything_else_is_left_over() {
    for value in [
        "",
        "NaN",
        "-1 / 0",
        "-0",
        "1n",
        "Symbol('s')",
        "() => 1",
        "new Date(0)",
        "new Map()",
        "/a/",
        "new String('a')",
        "new Uint8Array(2)",
        "new Proxy({}, {})",
        "new Proxy([], {})",
        "[, 1]",
        "[1, () => 1]",
        "{ a: new Set() }",
        "'<'",
        "'a & b'",
        "'\\n'",
        "'\"'",
        "'\\\\'",
        "'\u{2028}'",
        "'\\ud800'",
        "{ '<': 1 }",
        "(x => (x.push(x), x))([])",
        "(x => (x.x = x, x))({})",
        "'a'.repeat(70000).split('')",
        "Object.defineProperty([], 0, { get() { throw 'run' } })",
        "{ get a() { throw 'run' } }",
        "Object.assign([], { length: 3 })",
        "JSON.parse('['.repeat(40) + ']'.repeat(40))",
    ] {
        check(value, "undefined");
    }
}

#[test]
fn no_code_runs() {
    let poison = "Object.prototype.toJSON = Array.prototype.toJSON = () => { throw 'run' };
        Object.defineProperty(Array.prototype, 0, { get() { throw 'run' } });
        Number.prototype.toString = String.prototype.toString = () => { throw 'run' };";
    with_engine(|engine, host| {
        let source = format!("{poison} native.plainJson({{ a: [1.5, 'b'] }})");
        assert_eq!(outcome(engine, host, &source), "{\"a\":[1.5,\"b\"]}");
    });
}

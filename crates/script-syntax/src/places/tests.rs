//! The engine's places are those it gave, and the old engine's those it gave.

use std::thread;

use super::*;
use crate::STACK_MAX;

/// Stack that suffices for a few lines, and which the thread of a test has.
const ENOUGH: usize = 1 << 20;

/// A statement in a function, the engine's place, the error, and the old engine's place.
#[track_caller]
fn check(statement: &str, engine: (u32, u32), error: &str, old: (u32, u32)) {
    let found = found(statement, engine, error, None);
    let place = found.map(|found| (found.line, found.column));
    assert_eq!(place, Some(old), "{statement:?}");
}

fn found(
    statement: &str,
    (line, column): (u32, u32),
    error: &str,
    native: Option<&str>,
) -> Option<FailurePlace> {
    let source = format!("function f() {{\n  {statement}\n}}");
    let (name, message) = error.split_once(": ").unwrap_or_default();
    let failure = Failure {
        name,
        message,
        native,
    };
    find(&source, "", Position { line, column }, &failure, ENOUGH)
}

#[test]
fn errors_of_the_script() {
    check(
        "throw new TypeError('tt')",
        (2, 13),
        "TypeError: tt",
        (2, 9),
    );
    check("throw new Error('a' + text)", (2, 25), "Error: ax", (2, 9));
    check(
        "text = new Error(String(text)); throw text",
        (2, 27),
        "Error: x",
        (2, 10),
    );
    check(
        "if (!o.x) throw new Error('no x')",
        (2, 23),
        "Error: no x",
        (2, 19),
    );
}

#[test]
fn members() {
    check(
        "api.setGender(1)",
        (2, 7),
        "TypeError: not a function",
        (2, 16),
    );
    check(
        "api.setGender(text)",
        (2, 17),
        "TypeError: not a function",
        (2, 16),
    );
    check(
        "api . setGender ( 1 )",
        (2, 21),
        "TypeError: not a function",
        (2, 19),
    );
    check(
        "api['setGender'](text)",
        (2, 20),
        "TypeError: not a function",
        (2, 19),
    );
    check(
        "fn(api.setGender())",
        (2, 10),
        "TypeError: not a function",
        (2, 19),
    );
    check(
        "(o.a).missing(1)",
        (2, 9),
        "TypeError: not a function",
        (2, 16),
    );
    check(
        "o.a?.missing(1)",
        (2, 8),
        "TypeError: not a function",
        (2, 15),
    );
    check(
        "o.nil.x",
        (2, 3),
        "TypeError: Cannot read property 'x' of undefined",
        (2, 9),
    );
    check(
        "o.nil.x(text)",
        (2, 3),
        "TypeError: Cannot read property 'x' of undefined",
        (2, 5),
    );
    check(
        "o.nil.x = 1",
        (2, 3),
        "TypeError: Cannot convert undefined or null to object",
        (2, 9),
    );
    check(
        "o.nil[text] += fn(1)",
        (2, 9),
        "TypeError: value has no property",
        (2, 9),
    );
    check(
        "o.nil.x++",
        (2, 3),
        "TypeError: Cannot read property 'x' of undefined",
        (2, 5),
    );
    check(
        "delete o.nil.x",
        (2, 10),
        "TypeError: Cannot convert undefined or null to object",
        (2, 16),
    );
    check(
        "o.list[7].name.first",
        (2, 3),
        "TypeError: Cannot read property 'name' of undefined",
        (2, 13),
    );
    check(
        "text = 'ü' + o.nil.x",
        (2, 17),
        "TypeError: Cannot read property 'x' of undefined",
        (2, 23),
    );
    check(
        "new o.missing(text)",
        (2, 17),
        "TypeError: not a function",
        (2, 3),
    );
    check(
        "o.missing`x ${text}`",
        (2, 17),
        "TypeError: not a function",
        (2, 17),
    );
    check(
        "o.fn(1)\n    .z(text)",
        (3, 8),
        "TypeError: not a function",
        (3, 7),
    );
}

#[test]
fn names() {
    check(
        "absent",
        (2, 3),
        "ReferenceError: absent is not defined",
        (2, 3),
    );
    check(
        "absent(1)",
        (2, 3),
        "ReferenceError: absent is not defined",
        (2, 9),
    );
    check(
        "fn(1, absent)",
        (2, 9),
        "ReferenceError: absent is not defined",
        (2, 9),
    );
    check(
        "absent.x = 1",
        (2, 3),
        "ReferenceError: absent is not defined",
        (2, 3),
    );
    check(
        "text = { absent }",
        (2, 3),
        "ReferenceError: absent is not defined",
        (2, 12),
    );
    check(
        "late; let late",
        (2, 3),
        "ReferenceError: Cannot access a variable before initialization",
        (2, 3),
    );
    check(
        "const k = 1; k = fn(2)",
        (2, 20),
        "TypeError: 'k' is read-only",
        (2, 22),
    );
    check(
        "(() => absent)()",
        (2, 10),
        "ReferenceError: absent is not defined",
        (2, 10),
    );
}

#[test]
fn values() {
    check(
        "text = [1, ...o.undef, 2]",
        (2, 17),
        "TypeError: Cannot convert undefined or null to object",
        (2, 19),
    );
    check(
        "fn(...o.num)",
        (2, 9),
        "TypeError: object is not iterable",
        (2, 11),
    );
    check(
        "var { a } = null",
        (1, 1),
        "TypeError: Value is not object coercible",
        (1, 1),
    );
    check(
        "const [x, y] = o.num",
        (1, 1),
        "TypeError: object is not iterable",
        (2, 20),
    );
    check(
        "for (const x of o.num) {}",
        (2, 19),
        "TypeError: object is not iterable",
        (2, 21),
    );
    check(
        "text in o.num",
        (2, 11),
        "TypeError: invalid 'in' operand",
        (2, 3),
    );
    check(
        "o instanceof o",
        (2, 16),
        "TypeError: invalid 'instanceof' right operand",
        (2, 3),
    );
    check(
        "1 + (o.num - big)",
        (2, 16),
        "TypeError: Cannot mix BigInt and other types, use explicit conversions",
        (2, 8),
    );
    check(
        "-sym",
        (2, 4),
        "TypeError: Cannot convert a Symbol value to a number",
        (2, 4),
    );
    check(
        "new o",
        (2, 7),
        "TypeError: Value is not a constructor",
        (2, 3),
    );
}

#[test]
fn functions() {
    check(
        "class B extends o {}",
        (2, 19),
        "TypeError: parent class must be constructor",
        (2, 3),
    );
    check(
        "[1].map(x => x.y.z)",
        (2, 16),
        "TypeError: Cannot read property 'z' of undefined",
        (2, 20),
    );
    check(
        "({ m() { return this.x.y } }).m()",
        (2, 1),
        "TypeError: Cannot read property 'y' of undefined",
        (2, 26),
    );
    check(
        "new (class { constructor() { this.x.y } })()",
        (2, 32),
        "TypeError: Cannot read property 'y' of undefined",
        (2, 39),
    );
}

#[test]
fn words_that_only_the_place_tells() {
    let words = |statement: &str, engine, error: &str| {
        found(statement, engine, error, None).and_then(|found| found.words)
    };
    let refused = "TypeError: not a function";
    assert_eq!(
        words("api.setGender(1)", (2, 7), refused).as_deref(),
        Some("Object has no member 'setGender'"),
    );
    assert_eq!(words("setGender(1)", (2, 3), refused), None);
    let read_only = "TypeError: 'k' is read-only";
    assert_eq!(
        words("const k = 1; k = fn(2)", (2, 20), read_only).as_deref(),
        Some("Assignment to constant variable."),
    );
    assert_eq!(
        words("o.k = fn(2)", (2, 9), read_only).as_deref(),
        Some("Cannot assign to read only property 'k'"),
    );
}

#[test]
fn built_in_functions_are_named() {
    let error = "RangeError: Invalid count value";
    let found = found("'x'.repeat(-1)", (2, 7), error, Some("repeat"));
    let found = found.map(|found| (found.line, found.column, found.calls));
    assert_eq!(found, Some((2, 13, Some(String::from("repeat")))));
}

#[test]
fn the_first_line_counts_differently() {
    let source = "function f(ctx,api){api.setGender(1)}";
    let failure = Failure {
        name: "TypeError",
        message: "not a function",
        native: None,
    };
    let at = |line, column| find(source, "", Position { line, column }, &failure, ENOUGH);
    assert_eq!(at(1, 24).map(|found| found.column), Some(34));
    assert_eq!(at(1, 25), None);
}

#[test]
fn places_in_a_prepared_script_go_back_to_the_one_that_was_written() {
    let source = "function f() {\n  throw { code: new Error('x') }\n}";
    let prepared = crate::prepare(source, "$mark").unwrap();
    let failure = Failure {
        name: "Error",
        message: "x",
        native: None,
    };
    let found = prepared.failure_place(2, 29, &failure, ENOUGH);
    assert_eq!(found.map(|found| (found.line, found.column)), Some((2, 17)));
}

#[test]
fn nothing_is_found_where_the_stack_may_not_suffice() {
    let source = "function f() {\n  throw new TypeError('tt')\n}";
    let prepared = crate::prepare(source, "$mark").unwrap();
    let failure = Failure {
        name: "TypeError",
        message: "tt",
        native: None,
    };
    let found = |left| prepared.failure_place(2, 13, &failure, left);
    assert!(found(ENOUGH).is_some());
    assert_eq!(found(64 << 10), None);
}

#[test]
fn nothing_overflows_the_stack() {
    let walk = || {
        let failure = Failure::default();
        let at = Position { line: 1, column: 1 };
        for unit in parse::nesting_units() {
            let _ = find(
                &unit.repeat(40_000 / unit.len()),
                "",
                at,
                &failure,
                STACK_MAX,
            );
        }
    };
    let thread = thread::Builder::new().stack_size(STACK_MAX + (1 << 20));
    thread.spawn(walk).unwrap().join().unwrap();
}

proptest::proptest! {
    #[test]
    fn any_text_has_an_answer(source in "\\PC{0,60}", line in 0_u32..4, column in 0_u32..60) {
        let failure = Failure::default();
        let _ = find(&source, "", Position { line, column }, &failure, ENOUGH);
    }
}

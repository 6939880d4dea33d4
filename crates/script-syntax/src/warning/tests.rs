use crate::prepare;

/// Where a script is warned of, and a part of the text.
#[track_caller]
fn check(source: &str, expected: &[(u32, u32, &str)]) {
    let warnings = prepare(source, "M").unwrap().warnings;
    assert_eq!(warnings.len(), expected.len(), "{source:?}: {warnings:?}");
    for (warning, (line, column, part)) in warnings.iter().zip(expected) {
        assert_eq!(
            (warning.line, warning.column),
            (*line, *column),
            "{source:?}"
        );
        assert!(warning.text.contains(part), "{}", warning.text);
    }
}

#[test]
fn syntax_that_the_old_engine_refused() {
    check("async function* f() {}", &[(1, 1, "async generators")]);
    check("({ async *f() {} })", &[(1, 12, "async generators")]);
    check(
        "async () => {\n for await (a of b); }",
        &[(2, 2, "`for await`")],
    );
    check("import('x')", &[(1, 1, "`import()`")]);
    check("'ü'; /a/d", &[(1, 6, "flag `d`")]);
    check("/a/v", &[(1, 1, "flag `v`")]);
    check(
        "function f() {}; async function g() {}; function* h() {}",
        &[],
    );
}

#[test]
fn expressions_that_match_differently() {
    check("/(?<a>b)/", &[(1, 1, "`groups`")]);
    check("/\\p{L}/u", &[(1, 1, "property")]);
    check("/(?<=a)(?<!b)[(?<a>]\\(?<a>\\p{L}/", &[]);
}

#[test]
fn locales_are_not_known() {
    check("a.toLocaleString('de')", &[(1, 3, "radix")]);
    check("a.toLocaleDateString('de')", &[(1, 3, "locales")]);
    check("a.toLocaleString()", &[]);
}

#[test]
fn comments_as_in_html() {
    check(
        "a <!-- b\n--> c",
        &[(1, 3, "HTML-like"), (2, 1, "HTML-like")],
    );
    check("a --> b", &[]);
}

#[test]
fn functions_of_blocks_used_outside() {
    check(
        "{ function f() {} f() } f()",
        &[(1, 25, "`f` is not visible")],
    );
    check("if (a) { function f() {} }\nf()", &[(2, 1, "`f`")]);
    check("{ function f() {} } { function f() {} f() }", &[]);
    check("function f() {} { function f() {} } f()", &[]);
    check("{ let f = () => {} } f()", &[]);
    check("function g() { function f() {} f() }", &[]);
}

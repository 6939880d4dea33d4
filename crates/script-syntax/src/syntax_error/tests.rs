use crate::{STACK_MAX, early_error, parse, prepare};

/// Stack that suffices for a line, and which the thread of a test has.
const ENOUGH: usize = 1 << 20;

#[track_caller]
fn check(source: &str, text: &str) {
    let error = prepare(source, "M").unwrap_err().to_string();
    let expected = format!("SyntaxError: SyntaxError: {text}");
    assert_eq!(error, expected, "{source:?}");
}

/// An error of the parser, told without the further ones.
#[track_caller]
fn check_first(source: &str, line: u32, column: u32, message: &str) {
    let error = prepare(source, "M").unwrap_err();
    let found = (error.line, error.column, error.message.as_str());
    assert_eq!(found, (line, column, message), "{source:?}");
}

#[test]
fn texts_are_those_of_the_old_engine() {
    check(
        "function f(ctx,api){\n  let a = ;\n}",
        "(anonymous): Line 2:11 Unexpected token ; (and 1 more errors)",
    );
    check(
        "export function f(ctx,api){}",
        "(anonymous): Line 1:1 Unexpected reserved word",
    );
    check("const a", "Missing initializer in const declaration at 1:7");
    check(
        "/a/gg",
        "Invalid flags supplied to RegExp constructor 'gg' at 1:1",
    );
}

#[test]
fn the_token_in_the_wrong_place_is_named() {
    check_first("a b", 1, 3, "Unexpected identifier");
    check_first("a 1", 1, 3, "Unexpected number");
    check_first("a \"x\"", 1, 3, "Unexpected string");
    check_first("a\n  = ;", 2, 5, "Unexpected token ;");
    check_first("a = => b", 1, 5, "Unexpected token =>");
    check_first("var if", 1, 5, "Unexpected token if");
    check_first("var true", 1, 5, "Unexpected token true");
    check_first("import x from 'y'", 1, 1, "Unexpected reserved word");
    check_first("a; export { a }", 1, 4, "Unexpected reserved word");
    check_first("enum A {}", 1, 1, "Unexpected reserved word");
    check_first("a } b", 1, 3, "Unexpected token }");
    check_first("let x: number = 1", 1, 6, "Unexpected token :");
    check_first("'ü' + ;", 1, 8, "Unexpected token ;");
    check_first("\u{2028};}", 2, 2, "Unexpected token }");
    check_first("await x", 1, 7, "Unexpected identifier");
}

#[test]
fn what_no_token_can_be_is_illegal() {
    check_first("a = 'b\n'", 1, 5, "Unexpected token ILLEGAL");
    check_first("a \u{1} b", 1, 3, "Unexpected token ILLEGAL");
    check_first("a..b", 1, 2, "Unexpected token ILLEGAL");
    check_first("a = 0x", 1, 5, "Unexpected token ILLEGAL");
    check_first("a = 1x", 1, 5, "Unexpected token ILLEGAL");
    check_first("a = '\\u00zz'", 1, 5, "Unexpected token ILLEGAL");
}

#[test]
fn an_end_that_comes_too_early_is_told() {
    check_first("f(", 1, 3, "Unexpected end of input");
    check_first("function f() {\n", 2, 1, "Unexpected end of input");
    check_first("`abc", 1, 5, "Unexpected end of input");
    check_first("/* abc", 1, 7, "Unexpected end of input");
    check_first("a?.", 1, 4, "Unexpected end of input");
    check_first("function f(a)", 1, 14, "Unexpected end of input");
}

#[test]
fn other_errors_have_their_own_words() {
    check_first("return 1", 1, 1, "Illegal return statement");
    check_first("a() = 1", 1, 1, "Invalid left-hand side in assignment");
    check_first("({a}) = 1", 1, 2, "Invalid left-hand side in assignment");
    check_first("++1", 1, 1, "Invalid left-hand side in assignment");
    check_first("1 ++", 1, 3, "Invalid left-hand side in assignment");
    check_first("try {} x", 1, 1, "Missing catch or finally after try");
    check_first("throw\n1;", 1, 1, "Illegal newline after throw");
    check_first("/abc", 1, 1, "Invalid regular expression: missing /");
    check_first("super", 1, 1, "'super' keyword unexpected here");
}

#[test]
fn further_errors_are_counted_where_they_can_be() {
    let check = |source: &str, further: u32| {
        let error = prepare(source, "M").unwrap_err();
        assert_eq!(error.further, further, "{source:?}");
    };
    check("a = ;", 0);
    check("f(", 1);
    check("f(1", 0);
    check("f(function () { g( })", 3);
    check("function f() {", 0);
    check("function f() { return 1", 0);
    check("function f() { foo( }", 2);
    check("let f = function () { let a = ; }", 2);
    check("var a = { b: 1", 2);
    check("var a = { b: 1,", 1);
    check("var x = [1", 2);
    check("function f(", 0);
    check("class A { a( }", 0);
    check("f(function () { await g() })", 0);
}

/// An error that only a second look finds.
#[track_caller]
fn check_early(source: &str, text: &str) {
    assert!(prepare(source, "M").is_ok(), "{source:?}");
    let error = early_error(source, ENOUGH).map(|error| error.to_string());
    let expected = format!("SyntaxError: SyntaxError: {text}");
    assert_eq!(error, Some(expected), "{source:?}");
}

#[test]
fn operators_that_cannot_stand_there() {
    let words = "Unary operator used immediately before exponentiation expression. Parenthesis must \
                 be used to disambiguate operator precedence";
    check_first("2 + typeof -a ** 2", 1, 15, words);
    let words =
        "Logical expressions and coalesce expressions cannot be mixed. Wrap either by parentheses";
    check_first("a ?? b || c", 1, 8, words);
    check_first("a && (b ?? d) || c ?? d", 1, 20, words);
    check_first("a ?? b && c", 1, 3, words);
}

#[test]
fn patterns_that_are_none() {
    let words = "Invalid destructuring assignment target";
    check_first("({ a: 1 } = {})", 1, 7, words);
    check_first("[a, [b + c]] = []", 1, 6, words);
    check_first("[...a, b] = []", 1, 5, "Rest element must be last element");
    check_first("function f(...a, b) {}", 1, 16, "Unexpected token ,");
    check(
        "f({ a = 1 })",
        "Invalid shorthand property initializer at 1:9",
    );
}

#[test]
fn names_that_are_declared_already() {
    let check = |source: &str, name: &str, column: u32| {
        let text = format!("Identifier '{name}' has already been declared at 1:{column}");
        check_early(source, &text);
    };
    check("let a = 1; let a = 2", "a", 16);
    check("let a; var a", "a", 5);
    check("var a; let a", "a", 12);
    check("let a; { var a }", "a", 5);
    check("{ let a; var a }", "a", 14);
    check("{ var a; let a }", "a", 7);
    check("let f; function f() {}", "f", 5);
    check("{ var g; function g() {} }", "g", 7);
    check("function f(ctx, api) { let ctx }", "ctx", 28);
    check("function f() { const { a, b: a } = c }", "a", 30);
    check("try {} catch (e) { let e }", "e", 24);
    check("for (let i of []) { var i }", "i", 25);
    check("switch (a) { case 1: let a; case 2: let a }", "a", 41);
    check("class A { #a; #a }", "#a", 15);
    check_early(
        "(a, [a]) => 1",
        "Duplicate parameter name not allowed in this context at 1:6",
    );
    check_early(
        "({ __proto__: 1, '__proto__': 2 })",
        "Duplicate __proto__ fields are not allowed in object literals at 1:18",
    );
}

#[test]
fn jumps_that_lead_nowhere() {
    let check = |source: &str, column: u32, message: &str| {
        check_early(source, &format!("(anonymous): Line 1:{column} {message}"));
    };
    check("break", 1, "Illegal break statement");
    check(
        "switch (a) { case 1: continue }",
        22,
        "Illegal continue statement",
    );
    check(
        "for (;;) { a.forEach(b => { continue }) }",
        29,
        "Illegal continue statement",
    );
    check("a: { continue a }", 6, "Illegal continue statement");
    check("for (;;) { continue a }", 12, "Undefined label 'a'");
    check(
        "a: for (;;) { () => { break a } }",
        23,
        "Undefined label 'a'",
    );
    check("a: { a: 1 }", 6, "Label 'a' already exists");
    assert_eq!(
        early_error("a: { break a } a: for (;;) { continue a }", ENOUGH),
        None
    );
    assert_eq!(early_error("switch (a) { case 1: break }", ENOUGH), None);
}

#[test]
fn what_strict_code_forbids() {
    let check = |statement: &str, column: u32, message: &str| {
        let source = format!("'use strict'; {statement}");
        check_early(&source, &format!("{message} at 1:{column}"));
    };
    check(
        "a = 010",
        19,
        "Octal literals are not allowed in strict mode",
    );
    check(
        "with (a) {}",
        15,
        "Strict mode code may not include a with statement",
    );
    check(
        "delete a",
        22,
        "Delete of an unqualified identifier in strict mode",
    );
    check("let package", 19, "Unexpected strict mode reserved word");
    let words = "Assignment to eval or arguments is not allowed in strict mode";
    check("[eval] = []", 16, words);
    let words = "Catch variable may not be eval or arguments in strict mode";
    check("try {} catch ({ eval }) {}", 31, words);
    let words =
        "In strict mode code, functions can only be declared at top level or inside a block.";
    check("if (1) function f() {}", 22, words);
}

#[test]
fn errors_that_only_a_second_look_finds() {
    check_early("super.x", "'super' keyword unexpected here at 1:1");
    check_early(
        "({ f() { super() } })",
        "'super' keyword unexpected here at 1:10",
    );
    check_early(
        "a.#b",
        "Private field '#b' must be declared in an enclosing class at 1:3",
    );
    check_early(
        "let let = 1",
        "let is disallowed as a lexically bound name at 1:5",
    );
    check_early("a = /(/", "Unterminated group at 1:5");
    check_early(
        "a = /b/d",
        "Invalid flags supplied to RegExp constructor 'd' at 1:5",
    );
    check_early(
        "{ import a from 'b' }",
        "(anonymous): Line 1:3 Unexpected reserved word",
    );
    check_early(
        "for (let [a = 1] = 2 of b) {}",
        "(anonymous): Line 1:20 for-in loop variable declaration may not have an initializer",
    );
    check_early(
        "let a; let a; break",
        "(anonymous): Line 1:15 Illegal break statement",
    );
    assert_eq!(early_error("function f(ctx, api) { return }", ENOUGH), None);
}

#[test]
fn a_second_look_does_not_overflow_the_stack() {
    let look = || {
        for unit in parse::nesting_units() {
            let _ = early_error(&unit.repeat(40_000 / unit.len()), STACK_MAX);
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK_MAX + (1 << 20));
    thread.spawn(look).unwrap().join().unwrap();
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_looked_at(source in "\\PC{0,60}") {
        let _ = early_error(&source, ENOUGH);
    }
}

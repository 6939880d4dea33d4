use crate::prepare;

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
}

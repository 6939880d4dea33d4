//! Modules, globals and names that nothing declares.

use super::*;

#[test]
fn modules_must_exist() {
    let with = |name: &str| format!("const m = require('{name}'); function f() {{}}");
    for module in super::super::modules::MODULES {
        check(TOKEN, &with(module), &[]);
    }
    check(TOKEN, &with("./zitadel/log"), &[("unknown-module", 1, 19)]);
    check(TOKEN, &with("lodash"), &[("unknown-module", 1, 19)]);
    check(SAML, &with("zitadel/uuid"), &[("unknown-module", 1, 19)]);
    check(TOKEN, "function f(require) { require('x') }", &[]);
    let caught = "let m; try { m = require('lodash') } catch {} function f() {}";
    check_text(TOKEN, caught, Severity::Warning, ["no module", "There are"]);
    let near = with("zitadel/htpp");
    check_text(
        TOKEN,
        &near,
        Severity::Error,
        ["no module", "`zitadel/http`"],
    );
}

#[test]
fn globals_of_other_engines_are_told() {
    check(
        None,
        "function f() { fetch('x') }",
        &[("missing-global", 1, 16)],
    );
    check(
        None,
        "module.exports = { f }; function f() {}",
        &[("missing-global", 1, 1)],
    );
    check(
        None,
        "function f() { if (typeof fetch === 'x') g() } function g() {}",
        &[],
    );
    check(
        None,
        "let console = require('console'); function f() { console.log(1) }",
        &[],
    );
    check(None, "function f(URL) { new URL() }", &[]);
    check(
        None,
        "function f() { Date.now(); JSON.stringify(Math.PI) }",
        &[],
    );
    let log = "function f() { console.log(1) }";
    check_text(TOKEN, log, Severity::Error, ["`console`", "zitadel/log"]);
}

#[test]
fn names_that_nothing_declares_are_told() {
    let inside = |code: &str| format!("function f(ctx, api) {{\n{code}\n}}");
    for (code, column) in [
        ("usr()", 1),
        ("if (ctx) { let a = 1 } a", 24),
        ("for (const g of []) {} g.x", 24),
        ("'use strict'; arguments[0]; Iterator; b", 39),
        ("const a = { b }", 13),
        ("`${c}`", 4),
    ] {
        check(None, &inside(code), &[("undeclared-name", 2, column)]);
    }
    check(
        None,
        "function f(ctx, api) { help() } function help() { ctx.v1; api.v1 }",
        &[("missing-global", 1, 51), ("missing-global", 1, 59)],
    );
    let slip = "const http = require('zitadel/http'); function f() { htpp.fetch('x') }";
    check_text(
        TOKEN,
        slip,
        Severity::Error,
        ["`htpp` is declared nowhere", "`http`"],
    );
    let caught = "function f() { try { usr() } catch (e) {} }";
    check_text(TOKEN, caught, Severity::Warning, ["`usr`", ""]);
    let finally = "function f() { try { usr() } finally {} }";
    check_text(TOKEN, finally, Severity::Error, ["`usr`", ""]);
}

#[test]
fn names_that_may_be_bound_are_not_told() {
    for code in [
        "x = 1; g()",
        "x++",
        "[x] = [1]; x",
        "for (x in {}) x",
        "for (x of []) x",
        "if (typeof x !== 'undefined') x()",
        "if ('x' in globalThis) x()",
        "if (globalThis.x) x()",
        "delete x",
        "this.x = 1; x",
        "this['x'] = 1; x",
        "globalThis.x = 1; x",
        "const all = {}; all.x = 1; x",
        "[this.x] = [1]; x",
        "({ a: globalThis.x } = { a: 1 }); x",
        "({ a: globalThis.x = 2 } = {}); x",
        "for (globalThis.x of [1]) x",
        "Object.assign(this, { x: 1 }); x",
        "Object.assign(globalThis, { x: 1 }); x",
        "const self = this; self[g] = 1; x",
        "this[g] = 1; x",
        "with ({ x: 1 }) x",
        "eval('var x'); x",
        "new Function('x = 1')(); x",
        "try { throw 1 } catch (x) { x }",
        "var y = function x() { x() }",
        "class X { m() { new X() } }",
        "x: for (;;) { break x }",
        "(({ x }, [y], ...z) => [x, y, z])()",
        "y; var y",
        "undefined; NaN; Infinity; arguments; escape(''); new GoError()",
    ] {
        let source = format!("function f() {{\n{code}\n}}\nfunction g() {{}}");
        check(None, &source, &[]);
    }
    let block = "function f() { { function x() {} } x() }";
    check(None, block, &[("old-engine", 1, 36)]);
}

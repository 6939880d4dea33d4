use proptest::{collection, option, prelude::*, sample};

use super::*;
use crate::{finding::Severity, lines::Lines};

/// Rule, line and column of each finding in the script of an action `f`.
#[track_caller]
fn check(trigger: impl Into<Option<Trigger>>, source: &str, expected: &[(&str, u32, u32)]) {
    let findings = lint(source, "f", trigger.into(), ScriptLimit::Bytes(1000));
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.rule, finding.line, finding.column))
        .collect();
    assert_eq!(found, expected, "{source:?}: {findings:#?}");
}

/// What the only finding says, with its help.
#[track_caller]
fn check_text(trigger: Trigger, source: &str, severity: Severity, parts: [&str; 2]) {
    let findings = lint(source, "f", Some(trigger), ScriptLimit::Bytes(1000));
    let [finding] = findings.as_slice() else {
        panic!("{source:?}: {findings:#?}");
    };
    assert_eq!(finding.severity, severity, "{finding:?}");
    let help = finding.help.as_deref().unwrap_or_default();
    assert!(finding.message.contains(parts[0]), "{finding:?}");
    assert!(help.contains(parts[1]), "{finding:?}");
}

const TOKEN: Trigger = Trigger::PreUserinfoCreation;
const SAML: Trigger = Trigger::PreSamlResponseCreation;
const LOGIN: Trigger = Trigger::ExternalPostAuthentication;
const REGISTER: Trigger = Trigger::InternalPreCreation;
const REGISTERED: Trigger = Trigger::InternalPostCreation;

#[test]
fn functions_are_found_however_they_are_bound() {
    for source in [
        "function f() {}",
        "var f = function () {}",
        "let f = () => {}",
        "const f = (function g() {})",
        "f = () => {}",
        "this.f = function () {}",
        "globalThis['f'] = () => {}",
        "const { f } = { f() {} }",
        "const g = () => {}, f = g",
        "{ var f = () => {} }",
        "{ function f() {} }",
        "var f; f = () => {}",
        "function f() {} function g() { let f; f = 1 }",
        "function f() {} if (1) f = g; function g() {}",
        "eval('function f() {}')",
        "function f() { return } f = 1; f = () => {}",
    ] {
        check(None, source, &[]);
    }
}

#[test]
fn a_missing_function_is_told() {
    check(None, "", &[("function-not-found", 1, 1)]);
    check(
        None,
        "function g() { function f() {} }",
        &[("function-not-found", 1, 10)],
    );
    check(
        None,
        "{ let f = () => {} }",
        &[("function-not-found", 1, 1)],
    );
    let told = |name: &str, source: &str| {
        let findings = lint(source, name, None, ScriptLimit::Bytes(1000));
        let finding = findings.first().unwrap();
        format!("{} {}", finding.message, finding.help.as_deref().unwrap())
    };
    let two = "function setRoles() {} function other() {}";
    assert!(told("setroles", two).contains("Rename the action to `setRoles`"));
    assert!(told("unlike", two).contains("Add `function unlike(ctx, api)"));
    assert!(told("my action", two).contains("this['my action'] ="));
    assert!(told("anything", "function only() {}").contains("to `only`"));
}

#[test]
fn what_is_bound_must_be_a_function() {
    check(None, "let f = 1", &[("not-a-function", 1, 5)]);
    check(None, "f = 1", &[("not-a-function", 1, 1)]);
    check(None, "class f {}", &[("not-a-function", 1, 7)]);
    check(None, "const f = { f() {} }", &[("not-a-function", 1, 7)]);
    check(None, "async function f() {}", &[("async-function", 1, 16)]);
    check(
        None,
        "const f = async () => {}",
        &[("async-function", 1, 17)],
    );
}

#[test]
fn nothing_may_be_returned() {
    check(
        None,
        "function f() { return 1 }",
        &[("returns-value", 1, 23)],
    );
    check(None, "function* f() {}", &[("returns-value", 1, 11)]);
    check(None, "const f = () => ({})", &[("returns-value", 1, 17)]);
    check(
        None,
        "function f(c, a) { if (c) return c.v1 }",
        &[("returns-value", 1, 34)],
    );
    for source in [
        "function f() { return }",
        "function f() { return undefined }",
        "function f() { return null }",
        "function f() { return void 0 }",
        "function f() { [1].map(x => x); (function () { return 1 })() }",
        "const f = (ctx, api) => api.v1.claims.setClaim('a', 1)",
    ] {
        check(TOKEN, source, &[]);
    }
    let sure = "function f() { return 'x' }";
    check_text(
        TOKEN,
        sure,
        Severity::Error,
        ["could not convert", "Return nothing"],
    );
    let unsure = "function f() { return g() } function g() {}";
    check_text(
        TOKEN,
        unsure,
        Severity::Warning,
        ["undefined or null", "Return nothing"],
    );
}

#[test]
fn modules_must_exist() {
    let with = |name: &str| format!("const m = require('{name}'); function f() {{}}");
    for module in super::modules::MODULES {
        check(TOKEN, &with(module), &[]);
    }
    check(TOKEN, &with("./zitadel/log"), &[("unknown-module", 1, 19)]);
    check(TOKEN, &with("lodash"), &[("unknown-module", 1, 19)]);
    check(SAML, &with("zitadel/uuid"), &[("unknown-module", 1, 19)]);
    check(TOKEN, "function f(require) { require('x') }", &[]);
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

#[test]
fn members_are_those_of_the_trigger() {
    let claims = "function f(ctx, api) { api.v1.claims.setClaim('a', ctx.v1.user.grants.count) }";
    check(TOKEN, claims, &[]);
    check(Trigger::PreAccessTokenCreation, claims, &[]);
    check(None, claims, &[]);
    check(SAML, claims, &[("unknown-member", 1, 31)]);
    check(
        REGISTER,
        claims,
        &[("unknown-member", 1, 31), ("unknown-member", 1, 64)],
    );
    check(
        LOGIN,
        "(c, a) => 1; const f = (c, a) => { a.setGender(1) }",
        &[("unknown-member", 1, 38)],
    );
    check(REGISTER, "const f = (c, a) => { a.setGender(1) }", &[]);
    check(
        REGISTERED,
        "function f(c, a) { a.userGrants.push({}) }",
        &[],
    );
}

#[test]
fn chains_are_followed_through_calls_lists_and_patterns() {
    let inside = |code: &str| format!("function f(ctx, api) {{\n{code}\n}}");
    check(
        TOKEN,
        &inside("ctx.v1.getUser().human.firstNam"),
        &[("unknown-member", 2, 24)],
    );
    check(
        TOKEN,
        &inside("ctx?.v1?.getUser()?.human?.firstNam"),
        &[("unknown-member", 2, 28)],
    );
    check(
        TOKEN,
        &inside("ctx['v1']['usr']"),
        &[("unknown-member", 2, 11)],
    );
    check(
        TOKEN,
        &inside("ctx.v1.user.grants.grants[0].role"),
        &[("unknown-member", 2, 30)],
    );
    check(
        TOKEN,
        &inside("ctx.v1.user.grants.grants.map(g => g.x)"),
        &[],
    );
    check(
        TOKEN,
        &inside("[1].map(api => api.x); ctx.v1.claims.x.y"),
        &[],
    );
    check(
        TOKEN,
        &inside("api.v1.mine = 1; delete ctx.v1.x; ctx.toString()"),
        &[],
    );
    check(
        TOKEN,
        "function f({ v1 }, { v1: { claim } }) { v1.usr }",
        &[("unknown-member", 1, 28), ("unknown-member", 1, 44)],
    );
    check(
        LOGIN,
        &inside("ctx.v1.authRequest.applicationID"),
        &[("unknown-member", 2, 20)],
    );
}

#[test]
fn names_that_are_bound_once_are_followed() {
    let inside = |code: &str| format!("function f(ctx, api) {{\n{code}\n}}");
    for (code, column) in [
        ("const v1 = ctx.v1; v1.usr", 23),
        ("let v1 = ctx.v1\nv1.usr", 4),
        ("var { v1 } = ctx; v1.usr", 22),
        ("const { v1: { user } } = ctx; user.grant", 36),
        ("const { v1 } = ctx, { claim } = v1", 23),
        ("const user = ctx.v1.getUser(); user.human.firstNam", 43),
        ("const c = ctx, v = c.v1; () => v.usr", 34),
        ("for (const g of ctx.v1.user.grants.grants) g.role", 46),
        ("for (const { role } of ctx.v1.user.grants.grants) {}", 14),
        ("const { setclaim } = api.v1.claims", 9),
    ] {
        let line = if code.contains('\n') { 3 } else { 2 };
        check(TOKEN, &inside(code), &[("unknown-member", line, column)]);
    }
    for code in [
        "let v1 = ctx.v1; v1 = {}; v1.usr",
        "var v1 = ctx.v1; var v1 = {}; v1.usr",
        "const v1 = ctx.v1 || {}; v1.usr",
        "const v1 = api ? ctx.v1 : {}; v1.usr",
        "const { v1 = {} } = ctx; v1.usr",
        "const { ...all } = ctx; all.usr",
        "ctx = { usr: 1 }; ctx.usr",
        "var ctx = { usr: 1 }; ctx.usr",
        "ctx.v1.usr = 1; const v1 = ctx.v1; v1.usr.x",
        "if ('usr' in ctx.v1) ctx.v1.usr.x",
        "if (typeof ctx.v1.usr === 'object') ctx.v1.usr.x",
        "{ const ctx = { usr: 1 }; ctx.usr }",
        "[].map(ctx => ctx.usr)",
        "const [v1] = [ctx.v1]; v1.usr",
        "for (const g in ctx.v1.user.grants.grants) g.role",
    ] {
        check(TOKEN, &inside(code), &[]);
    }
    let alias = "function f(ctx, api) { const { claims } = api.v1; claims.setclaim('a', 1) }";
    check_text(
        TOKEN,
        alias,
        Severity::Error,
        ["`claims` has no `setclaim`", "`setClaim`"],
    );
}

#[test]
fn unknown_members_are_errors_where_they_are_used() {
    let called = "function f(ctx, api) { api.v1.claims.setclaim('a', 1) }";
    check_text(TOKEN, called, Severity::Error, ["`setclaim`", "`setClaim`"]);
    let read = "function f(ctx, api) { if (ctx.v1.authRequest) api.v1.claims.setClaim('a', 1) }";
    check_text(TOKEN, read, Severity::Warning, ["`authRequest`", "getUser"]);
    for tested in [
        "if (ctx.v1.authRequest) ctx.v1.authRequest.id",
        "ctx.v1.authRequest && ctx.v1.authRequest.id",
        "if (!ctx.v1.authRequest) return; ctx.v1.authRequest.id",
        "ctx.v1.authRequest !== undefined ? ctx.v1.authRequest.id : 1",
    ] {
        let source = format!("function f(ctx, api) {{ {tested} }}");
        let findings = lint(&source, "f", Some(TOKEN), ScriptLimit::Bytes(1000));
        let severities: Vec<_> = findings.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [Severity::Warning; 2], "{tested}");
    }
}

#[test]
fn deprecated_members_are_told() {
    let userinfo = "function f(ctx, api) { api.v1.userinfo.setClaim('a', 1) }";
    check_text(
        TOKEN,
        userinfo,
        Severity::Warning,
        ["deprecated", "api.v1.claims"],
    );
    let push = "function f(ctx, api) { api.metadata.push({}) }";
    check_text(
        LOGIN,
        push,
        Severity::Warning,
        ["deprecated", "appendMetadata"],
    );
    check(
        LOGIN,
        "function f(ctx, api) { if (api.metadata === undefined) return }",
        &[],
    );
}

#[test]
fn errors_of_syntax_come_alone() {
    check(None, "function f( {", &[("syntax-error", 1, 14)]);
    check(
        None,
        "function f() { fetch() }\n'ü'; export { f }",
        &[("syntax-error", 2, 6)],
    );
    check(
        None,
        "let f = () => {}; let f = 1",
        &[("syntax-error", 1, 23)],
    );
    check(None, "function f() { /a/v }", &[("old-engine", 1, 16)]);
}

#[test]
fn limits_are_told() {
    let long = format!("function f() {{}} //{}", "x".repeat(1000));
    check(None, &long, &[("too-large", 1, 1)]);
    let deep = format!("function f() {{ {}{} }}", "[".repeat(510), "]".repeat(510));
    check(None, &deep, &[("too-large", 1, 1), ("too-deep", 1, 1)]);
    let many = format!("function f() {{ {} }}", "fetch();".repeat(120));
    assert_eq!(lint(&many, "f", None, ScriptLimit::Bytes(1000)).len(), 100);
}

fn script() -> impl Strategy<Value = String> {
    let pieces = sample::select(vec![
        "function f(ctx, api) {",
        "}",
        "ctx",
        "api",
        ".v1",
        ".x",
        "()",
        "(",
        ")",
        ";",
        "\n",
        "{",
        "return ",
        "require('x')",
        "fetch",
        "é",
        "async ",
        "let f = ",
        "=>",
        "this.f = ",
        "['v1']",
        "?.",
        "=",
        " ",
        "1",
        "class f {}",
        "import 'x'",
        "\u{2028}",
        "/a/v",
        "{ v1 }",
        "throw ",
    ]);
    collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

#[test]
fn nothing_overflows_the_stack() {
    for unit in crate::parse::nesting_units() {
        let source = unit.repeat(40_000 / unit.len());
        let _ = lint(&source, "f", None, ScriptLimit::Bytes(40_000));
    }
}

proptest! {
    #[test]
    fn every_text_gets_findings_inside_of_it(
        source in prop_oneof![script(), any::<String>()],
        name in "f|.{0,8}",
        trigger in option::of(sample::select(Trigger::ALL.to_vec())),
        longest in 0_usize..50,
    ) {
        let findings = lint(&source, &name, trigger, ScriptLimit::Bytes(longest));
        let lines = Lines::new(&source);
        let end = lines.in_characters(source.len() as u32);
        let mut last = (1, 1);
        for finding in &findings {
            let start = (finding.line, finding.column);
            let behind = (finding.end_line, finding.end_column);
            prop_assert!(last <= start && start <= behind, "{findings:?}");
            prop_assert!(behind <= (end.line, end.column), "{finding:?}");
            last = start;
        }
    }
}

mod callbacks;
mod members;
mod modules;
mod names;
mod profiles;
mod uses;

use proptest::{collection, option, prelude::*, sample};

use super::*;
use crate::{finding::Severity, lines::Lines};

fn found(trigger: Option<Trigger>, profile: Profile, source: &str) -> Vec<Finding> {
    lint(source, "f", trigger, profile, ScriptLimit::Bytes(1000))
}

/// Rule, line and column of each finding in the script of an action `f`.
#[track_caller]
fn check(trigger: impl Into<Option<Trigger>>, source: &str, expected: &[(&str, u32, u32)]) {
    let findings = found(trigger.into(), Profile::Goja, source);
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.rule, finding.line, finding.column))
        .collect();
    assert_eq!(found, expected, "{source:?}: {findings:#?}");
}

/// What the only finding says, with its help.
#[track_caller]
fn check_text(trigger: Trigger, source: &str, severity: Severity, parts: [&str; 2]) {
    let findings = found(Some(trigger), Profile::Goja, source);
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
        let findings = lint(source, name, None, Profile::Goja, ScriptLimit::Bytes(1000));
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
    assert_eq!(found(None, Profile::Goja, &many).len(), 100);
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
        let _ = lint(
            &source,
            "f",
            None,
            Profile::Goja,
            ScriptLimit::Bytes(40_000),
        );
    }
}

proptest! {
    #[test]
    fn every_text_gets_findings_inside_of_it(
        source in prop_oneof![script(), any::<String>()],
        name in "f|.{0,8}",
        trigger in option::of(sample::select(Trigger::ALL.to_vec())),
        profile in sample::select(vec![Profile::Goja, Profile::Lenient]),
        longest in 0_usize..50,
    ) {
        let findings = lint(&source, &name, trigger, profile, ScriptLimit::Bytes(longest));
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

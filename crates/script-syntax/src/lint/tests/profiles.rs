//! What the lenient profile allows.

use super::*;

#[test]
fn what_is_allowed_is_not_found() {
    for source in [
        "async function f() { return 1 }",
        "const f = () => 1",
        "function f() { console.log(new URL('x'), atob('x'), new WeakRef({})); setTimeout(f, 1) }",
        "const http = require('zitadel/http'); function f() { try { http.fetch('x').ok } catch {} }",
        "const http = require('zitadel/http'); function f() { try { http.fetch('x').json() } catch {} }",
        "require('zitadel/uuid').v4(); function f() {}",
    ] {
        let lenient = found(Some(SAML), Profile::Lenient, source);
        assert!(lenient.is_empty(), "{source}: {lenient:?}");
        let goja = found(Some(SAML), Profile::Goja, source);
        assert!(!goja.is_empty(), "{source}");
    }
}

#[test]
fn everything_else_is() {
    for (source, rule, severity) in [
        ("function* f() {}", "returns-value", Severity::Warning),
        (
            "function f() { fetch('x') }",
            "missing-global",
            Severity::Error,
        ),
        ("function f() { Buffer }", "missing-global", Severity::Error),
        (
            "function f(c) { c.v2.x }",
            "unknown-member",
            Severity::Error,
        ),
        (
            "require('zitadel/http').fetch('x').then(); function f() {}",
            "unknown-member",
            Severity::Warning,
        ),
        (
            "function f() { /(?<a>b)/ }",
            "old-engine",
            Severity::Warning,
        ),
    ] {
        let findings = found(Some(TOKEN), Profile::Lenient, source);
        let told: Vec<_> = findings.iter().map(|it| (it.rule, it.severity)).collect();
        assert_eq!(told, [(rule, severity)], "{source}");
    }
}

//! Uses of members that are there, which do not do what they seem to.

use super::*;

fn inside(code: &str) -> String {
    format!("const http = require('zitadel/http'); function f(ctx, api) {{\n{code}\n}}")
}

#[test]
fn null_is_not_undefined() {
    for (code, column) in [
        ("if (ctx.v1.user.grants === undefined) return", 5),
        ("if (undefined !== ctx.v1.user.grants) return", 5),
        ("if (typeof ctx.v1.user.grants == 'undefined') return", 5),
        (
            "const { grants } = ctx.v1.user; grants === void 0 || grants.count",
            33,
        ),
        (
            "const g = ctx.v1.user.grants; if (g === undefined || g.count == 0) return",
            35,
        ),
        ("ctx.v1.actor !== undefined && ctx.v1.actor.userId", 1),
    ] {
        check(TOKEN, &inside(code), &[("never-undefined", 2, column)]);
    }
    let text = inside("if (ctx.v1.user.grants === undefined) return");
    check_text(
        TOKEN,
        &text,
        Severity::Warning,
        ["`grants` is null", "`grants == null`"],
    );
    for code in [
        "if (ctx.v1.user.grants == undefined || ctx.v1.user.grants.count == 0) return",
        "if (ctx.v1.user.grants === undefined || ctx.v1.user.grants === null) return",
        "const g = ctx.v1.user.grants; if (g === undefined) return; if (!g) return",
        "const g = ctx.v1.user.grants; g === undefined; g?.count",
        "const g = ctx.v1.user.grants; g === undefined; check(g); function check() {}",
        "let g = ctx.v1.user.grants; if (g === undefined) g = null",
        "ctx.v1.user?.grants === undefined; ctx.v1.user.grants.count === undefined",
        "ctx.v1.claims === undefined; ctx.v1.getUser().human === undefined",
    ] {
        check(TOKEN, &inside(code), &[]);
    }
    // other triggers have a user without grants
    check(None, &inside("ctx.v1.user.grants === undefined"), &[]);
    let request = inside("ctx.v1.authRequest.browserInfo === undefined");
    check(LOGIN, &request, &[("never-undefined", 2, 1)]);
}

#[test]
fn failures_that_nothing_catches_are_told() {
    for (code, column, help) in [
        (
            "try { http.fetch('x') } catch (e) {}",
            12,
            "allowed to fail",
        ),
        (
            "try { [1].map(() => http.fetch('x')) } catch {}",
            26,
            "allowed to fail",
        ),
        (
            "const { fetch } = http; try { fetch('x') } catch {}",
            31,
            "allowed to fail",
        ),
        (
            "const a = http.fetch('x'); try { a.json() } catch {}",
            36,
            "JSON.parse(answer.text())",
        ),
    ] {
        check(TOKEN, &inside(code), &[("not-caught", 2, column)]);
        check_text(
            TOKEN,
            &inside(code),
            Severity::Warning,
            ["`catch` does not run", help],
        );
    }
    for code in [
        "http.fetch('x').json()",
        "try { http.fetch('x') } finally {}",
        "try { http } catch (e) { http.fetch('x') }",
        "const a = http.fetch('x'); try { JSON.parse(a.text()); a.body } catch {}",
    ] {
        check(TOKEN, &inside(code), &[]);
    }
}

#[test]
fn methods_are_to_be_called() {
    for (code, column) in [
        ("ctx.claimsJSON.sub", 16),
        ("const c = ctx.claimsJSON; c['sub']", 29),
        ("ctx.v1.org.getMetadata.metadata.length", 24),
    ] {
        check(LOGIN, &inside(code), &[("unknown-member", 2, column)]);
    }
    let text = inside("ctx.v1.org.getMetadata.metadata.length");
    check_text(LOGIN, &text, Severity::Warning, ["`metadata`.", "call it"]);
    let parsed = inside("JSON.parse(ctx.claimsJSON)");
    check_text(LOGIN, &parsed, Severity::Warning, ["a method", "Call it"]);
    for code in [
        "JSON.parse(ctx.claimsJSON())",
        "['a'].map(ctx.getClaim); ctx.getClaim.call(null, 'a')",
        "JSON.stringify(ctx.claimsJSON)",
    ] {
        check(LOGIN, &inside(code), &[]);
    }
}

#[test]
fn members_that_are_elsewhere_are_shown() {
    for (trigger, code, help) in [
        (LOGIN, "ctx.v1.claimsJSON()", "`ctx.claimsJSON`"),
        (LOGIN, "ctx.claimsJson()", "`claimsJSON`"),
        (TOKEN, "api.setClaim('a', 1)", "`api.v1.claims.setClaim`"),
        (TOKEN, "ctx.v1.setClaim('a', 1)", "`api.v1.claims.setClaim`"),
        (TOKEN, "ctx.v1.user.human.email", "`ctx.v1.getUser().human`"),
        (TOKEN, "ctx.v1.grants.count", "`ctx.v1.user.grants`"),
        (TOKEN, "api.v1.getMetadata()", "`ctx.v1.org.getMetadata`"),
    ] {
        check_text(trigger, &inside(code), Severity::Error, ["has no", help]);
    }
}

/// An alias that is only ever called fails as the member itself does.
#[test]
fn aliases_of_what_is_missing_are_errors_where_they_always_fail() {
    let severity = |code: &str, expected: Severity| {
        check_text(TOKEN, &inside(code), expected, ["`setFoo`", ""]);
    };
    for code in [
        "const g = api.setFoo; g()",
        "const { setFoo } = api; setFoo(1)",
        "const { setFoo: g } = api; g(1); g(2)",
        "const g = api.setFoo; g.x",
    ] {
        severity(code, Severity::Error);
    }
    for code in [
        "const g = api.setFoo",
        "const g = api.setFoo; g?.()",
        "const g = api.setFoo; if (g) g()",
        "const g = api.setFoo; typeof g === 'function' && g()",
        "const g = api.setFoo; try { g() } catch {}",
        "let g = api.setFoo; g = g || (() => 1); g()",
        "const { setFoo = () => 1 } = api; setFoo()",
        "const { setFoo } = api; [setFoo].length",
    ] {
        severity(code, Severity::Warning);
    }
}

#[test]
fn long_names_are_cut() {
    let long = "x".repeat(100);
    let shown = format!("{}…", "x".repeat(60));
    for source in [
        format!("function {long}() {{}}"),
        format!("function f(ctx) {{ ctx.{long} }}"),
        format!("function f(ctx) {{ {long} }}"),
        format!("require('{long}'); function f() {{}}"),
        format!("let {long}; let {long};"),
    ] {
        let findings = found(None, Profile::Goja, &source);
        let [finding] = findings.as_slice() else {
            panic!("{source}: {findings:?}");
        };
        let text = format!(
            "{} {}",
            finding.message,
            finding.help.as_deref().unwrap_or_default()
        );
        assert!(
            !text.contains(&long) && text.contains(&shown[..59]),
            "{text}"
        );
    }
}

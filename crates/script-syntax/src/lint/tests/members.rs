//! Members of `ctx` and `api`.

use super::*;

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
        &[("unknown-member", 2, 38)],
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
        let findings = found(Some(TOKEN), Profile::Goja, &source);
        let severities: Vec<_> = findings.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [Severity::Warning; 2], "{tested}");
    }
}

/// A script for several triggers does what it does at the others.
#[test]
fn unknown_members_are_warnings_where_the_script_sees_to_it() {
    for guarded in [
        "if (ctx.v1.authRequest === undefined) return; api.v1.metadata.push(1)",
        "try { api.v1.metadata.push(1); ctx.v1.authRequest.id } catch (e) {}",
    ] {
        let source = format!("function f(ctx, api) {{ {guarded} }}");
        let findings = found(Some(TOKEN), Profile::Goja, &source);
        let severities: Vec<_> = findings.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [Severity::Warning; 2], "{guarded}");
    }
    for asks in [
        "ctx.v1.getUser ? 1 : ctx.v1.externalUser.human",
        "if ('getUser' in ctx.v1) return; ctx.v1.externalUser.human",
        "if (typeof ctx.v1.getUser === 'function') return; ctx.v1.externalUser.human",
    ] {
        let source = format!("function f(ctx, api) {{ {asks} }}");
        check_text(TOKEN, &source, Severity::Warning, ["`externalUser`", ""]);
        let slip = source.replace("externalUser", "externlUsr");
        check_text(TOKEN, &slip, Severity::Error, ["`externlUsr`", ""]);
    }
    let not_caught = "function f(ctx, api) { try { } finally { } api.v1.metadata.push(1) }";
    check_text(
        TOKEN,
        not_caught,
        Severity::Error,
        ["metadata", "There are"],
    );
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

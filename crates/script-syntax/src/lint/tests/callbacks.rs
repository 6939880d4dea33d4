//! Members of what lists hand to functions.

use super::*;

const INSIDE: &str = "ctx.v1.user.grants.grants";

#[track_caller]
fn check_inside(code: &str, columns: &[u32]) {
    let source = format!("function f(ctx, api) {{\n{INSIDE}{code}\n}}");
    let expected: Vec<_> = columns
        .iter()
        .map(|column| ("unknown-member", 2, INSIDE.len() as u32 + column))
        .collect();
    check(TOKEN, &source, &expected);
}

#[test]
fn elements_are_followed_into_functions() {
    for (code, columns) in [
        (".forEach(g => g.rols)", &[17][..]),
        ("?.forEach(g => g?.rols)", &[19]),
        (".map(function (g) { g.projectID })", &[23]),
        (".map(({ projectID }) => projectID)", &[9]),
        (".filter(g => g.x).forEach(g => g.y)", &[16, 34]),
        (".find(g => g.x).y", &[14, 17]),
        (".some(g => { const h = g; return h.x })", &[36]),
        (".every((g, i, all) => all[i].x)", &[30]),
        (".findIndex(async g => g.x)", &[25]),
        (".findLast((g) => g.x)", &[20]),
        (".flatMap(g => g.x)", &[17]),
        (".reduce((all, g) => all + g.x, '')", &[29]),
        (".reduce((all, g, i, list) => list[0].x)", &[38]),
        (".slice(1).sort((a, b) => a.x - b.y)", &[28, 34]),
        (".at(-1).x", &[9]),
        (
            ".map((g) => g.getOrgMetadata().metadata.map(m => m.x))",
            &[52],
        ),
    ] {
        check_inside(code, columns);
    }
}

#[test]
fn what_may_be_something_else_is_not_followed() {
    for code in [
        ".map(g => g.roles).map(g => g.x)",
        ".forEach((g, i) => i.x)",
        ".reduce((all, g) => all.x, {})",
        ".map((...g) => g.x)",
        ".map((g = {}) => g.x)",
        ".map(g => { g = {}; g.x })",
        ".map(g => { g.x = 1; return g.x })",
        ".map(String)",
        ".map(h); function h(g) { g.x }",
        ".filter(Boolean).push({ x: 1 })",
        ".slice().map((g, i, all) => all[0].x)",
        "; const c = ctx.v1.user.grants.grants.slice(); c.push({ x: {} }); c[0].x.y",
        ".forEach(() => {}, g => g.x)",
        "['map'](g => g.x)",
        ".map(g => g.roles.map(r => r.x))",
    ] {
        check_inside(code, &[]);
    }
    let old = "function f(ctx, api) { api.userGrants.filter(g => g.projectId).push(1) }";
    check(REGISTERED, old, &[("unknown-member", 1, 53)]);
    let pushed = "function f(c, api) { api.metadata.map(m => m.key).push(1) }";
    check(LOGIN, pushed, &[]);
}

#[test]
fn lists_are_no_elements() {
    let source = "function f(ctx, api) { ctx.v1.user.getMetadata().metadata.value }";
    check_text(TOKEN, source, Severity::Warning, ["`value`", "`[0]`"]);
    for code in [".count", ".roles.x()", ".getOrgMetadata()"] {
        check_inside(code, &[2]);
    }
    for code in [
        ".length",
        "[0].roles",
        "['0']",
        ".at(0)",
        ".toSorted()",
        ".toString()",
    ] {
        check_inside(code, &[]);
    }
    let extended = "Array.prototype.last = function () {}; function f(ctx) { ctx.v1.user.grants.grants.last() }";
    check(TOKEN, extended, &[]);
}

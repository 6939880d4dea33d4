//! Members of modules.

use super::*;

#[track_caller]
fn check_help(source: &str, parts: [&str; 2]) {
    let source = format!("{source}; function f() {{}}");
    check_text(TOKEN, &source, Severity::Warning, parts);
}

#[test]
fn members_of_modules_are_those_there_are() {
    check_help(
        "require('zitadel/http').post('x', {})",
        ["`require('zitadel/http')` has no `post`.", "method: 'POST'"],
    );
    check_help(
        "let http = require('zitadel/http'); () => http.get('x')",
        ["`http` has no `get`.", "`fetch(url)`"],
    );
    check_help(
        "const { fetch, request } = require('zitadel/http')",
        ["There is no `request` here.", "`fetch(url, options)`"],
    );
    check_help(
        "const logger = require('zitadel/log'); logger.warning('x')",
        ["`logger` has no `warning`.", "`warn`"],
    );
    check_help(
        "require('zitadel/log').wran('x')",
        ["`wran`", "Did you mean `warn`?"],
    );
    check_help(
        "require('zitadel/uuid').generate()",
        ["`generate`", "There are namespaceDNS"],
    );
    check_help(
        "require('portcullis/secrets').getSecret('x')",
        ["`getSecret`", "There are get."],
    );
    for known in [
        "const log = require('zitadel/log'); log.log(); log.info(); log.warn(); log.error(); log.debug()",
        "const log = require('zitadel/log'); log.warning = log.warn; log.warning('x')",
        "let log = require('zitadel/log'); log = {}; log.x()",
        "const { v1, v3, v4, v5, v7, namespaceURL } = require('zitadel/uuid')",
        "require('console').table(); require('util').inspect()",
        "require('portcullis/secrets').get('x').length",
    ] {
        check(TOKEN, &format!("{known}; function f() {{}}"), &[]);
    }
    let unknown = "const m = require('zitadel/http'); m.post()";
    let expected = [("function-not-found", 1, 1), ("unknown-member", 1, 38)];
    check(TOKEN, unknown, &expected);
}

#[test]
fn members_of_answers_are_those_there_are() {
    for (code, parts) in [
        ("http.fetch('x').ok", ["has no `ok`.", "`status`"]),
        (
            "const a = http.fetch('x'); if (a.ok) a",
            ["`a` has no `ok`.", "`status`"],
        ),
        (
            "http.fetch('x').then(a => a)",
            ["`then`", "without a promise"],
        ),
        ("const { data } = http.fetch('x')", ["`data`", "`json()`"]),
        ("http.fetch('x').json.roles", ["`roles`", "call it"]),
    ] {
        check_help(
            &format!("const http = require('zitadel/http'); {code};"),
            parts,
        );
    }
    let known = "const a = require('zitadel/http').fetch('x'); a.status; a.body.x; a.text().x;
                 a.json().x; a.headers.x; function f() {}";
    check(TOKEN, known, &[]);
}

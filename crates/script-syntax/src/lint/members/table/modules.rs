//! What modules have.

use portcullis_core::script::Profile;

use super::super::shape::{Known, Member};

/// What `require` gives; `console` and `util`, which say nothing and are seldom meant, may have anything.
pub(in super::super) fn module(name: &str, profile: Profile) -> Option<&'static Known> {
    match name {
        "zitadel/http" => Some(match profile {
            Profile::Goja => &HTTP,
            Profile::Lenient => &LENIENT_HTTP,
        }),
        "zitadel/log" => Some(&LOG),
        "zitadel/uuid" => Some(&UUID),
        "portcullis/secrets" => Some(&SECRETS),
        _ => None,
    }
}

static HTTP: Known = Known::OfModule(
    &[Member::new(
        "fetch",
        Known::Ending(
            &Known::OfModule(&[BODY, STATUS, HEADERS, TEXT, JSON], NO_PROMISE),
            "Let the action be allowed to fail: nothing in the script sees to it.",
        ),
    )],
    FETCH_DOES_IT,
);

static LENIENT_HTTP: Known = Known::OfModule(
    &[Member::new(
        "fetch",
        Known::Function(&Known::OfModule(
            &[
                BODY,
                STATUS,
                HEADERS,
                TEXT,
                Member::method("json"),
                Member::any("ok"),
            ],
            NO_PROMISE,
        )),
    )],
    FETCH_DOES_IT,
);

const BODY: Member = Member::any("body");
const STATUS: Member = Member::any("status");
const HEADERS: Member = Member::any("headers");
const TEXT: Member = Member::method("text");

const JSON: Member = Member::new(
    "json",
    Known::Ending(
        &Known::Anything,
        "Use `JSON.parse(answer.text())`, whose failures can be caught.",
    ),
);

const FETCH_DOES_IT: &[(&str, &str)] = &[
    ("delete", "Use `fetch(url, { method: 'DELETE' })`."),
    ("get", "Use `fetch(url)`."),
    ("head", "Use `fetch(url, { method: 'HEAD' })`."),
    (
        "patch",
        "Use `fetch(url, { method: 'PATCH', body: value })`.",
    ),
    ("post", "Use `fetch(url, { method: 'POST', body: value })`."),
    ("put", "Use `fetch(url, { method: 'PUT', body: value })`."),
    ("request", "Use `fetch(url, options)`."),
];

const AT_ONCE: &str = "`fetch` answers at once, without a promise: use what it returns.";
const IS_IN_JSON: &str = "Use `json()`.";

const NO_PROMISE: &[(&str, &str)] = &[
    ("catch", AT_ONCE),
    ("data", IS_IN_JSON),
    ("finally", AT_ONCE),
    ("ok", "Test `status`: below 400 it went well."),
    ("statusCode", "Use `status`."),
    ("then", AT_ONCE),
];

static LOG: Known = Known::OfModule(
    &[
        Member::method("log"),
        Member::method("error"),
        Member::method("warn"),
        Member::method("info"),
        Member::method("debug"),
    ],
    &[
        ("critical", "Use `error`."),
        ("fatal", "Use `error`."),
        ("trace", "Use `debug`."),
        ("warning", "Use `warn`."),
    ],
);

static UUID: Known = Known::OfModule(
    &[
        Member::method("v1"),
        Member::method("v3"),
        Member::method("v4"),
        Member::method("v5"),
        Member::method("v7"),
        Member::any("namespaceDNS"),
        Member::any("namespaceURL"),
        Member::any("namespaceOID"),
        Member::any("namespaceX500"),
    ],
    &[],
);

static SECRETS: Known = Known::OfModule(&[Member::method("get")], &[]);

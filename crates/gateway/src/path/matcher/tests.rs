use http::Method;
use proptest::prelude::proptest;

use super::{Lookup, Matcher};
use crate::{
    error::Error,
    path::{ForeignVerbs, ImpliedMethods, KeptEscapes, Options},
};

const ROUTES: [(&str, &str); 17] = [
    ("GET", "/healthz"),
    ("GET", "/orgs/me"),
    ("POST", "/orgs"),
    ("POST", "/actions/_search"),
    ("GET", "/actions/{id}"),
    ("PUT", "/actions/{id}"),
    ("DELETE", "/actions/{id}"),
    ("POST", "/actions"),
    ("POST", "/actions/{id}/_deactivate"),
    ("POST", "/flows/types/_search"),
    ("POST", "/flows/{type}/triggers/_search"),
    ("POST", "/flows/{flow_type}/trigger/{trigger_type}"),
    ("GET", "/v1/{name=shelves/*/books/*}"),
    ("POST", "/v1/{name=shelves/**}:sort"),
    ("GET", "/files/{name=**}"),
    ("GET", "/files/latest"),
    ("*", "/any/{id}"),
];

fn matcher() -> Matcher<&'static str> {
    matcher_with(Options::default())
}

fn matcher_with(options: Options) -> Matcher<&'static str> {
    let mut matcher = Matcher::with_options(options);
    for (method, template) in ROUTES {
        let method = (method != "*").then(|| method.parse().unwrap());
        matcher
            .insert(method, template.parse().unwrap(), template)
            .unwrap();
    }
    matcher
}

/// `template value value`, `405 methods`, `404` or `400`.
fn describe(lookup: Lookup<'_, &str>) -> String {
    match lookup {
        Lookup::Found { value, captures } => [&[(*value).to_owned()], captures.values()]
            .concat()
            .join(" "),
        Lookup::MethodNotAllowed { allow } => {
            let names: Vec<_> = allow.iter().map(Method::as_str).collect();
            format!("405 {}", names.join(" "))
        }
        Lookup::Options { allow } => {
            let names: Vec<_> = allow.iter().map(Method::as_str).collect();
            format!("204 {}", names.join(" "))
        }
        Lookup::NotFound => "404".to_owned(),
        Lookup::Malformed => "400".to_owned(),
    }
}

#[track_caller]
fn check(request: &str, expected: &str) {
    check_with(Options::default(), request, expected);
}

#[track_caller]
fn check_with(options: Options, request: &str, expected: &str) {
    let (method, path) = request.split_once(' ').unwrap();
    let matcher = matcher_with(options);
    let lookup = matcher.lookup(&method.parse().unwrap(), path);
    assert_eq!(describe(lookup), expected, "{request}");
}

#[test]
fn finds_templates() {
    check("GET /healthz", "/healthz");
    check("GET /orgs/me", "/orgs/me");
    check("GET /actions/12", "/actions/{id} 12");
    check("DELETE /actions/12", "/actions/{id} 12");
    check("POST /actions/_search", "/actions/_search");
    check("POST /actions/1/_deactivate", "/actions/{id}/_deactivate 1");
    check("POST /flows/types/_search", "/flows/types/_search");
    check(
        "POST /flows/1/triggers/_search",
        "/flows/{type}/triggers/_search 1",
    );
    check(
        "POST /flows/1/trigger/2",
        "/flows/{flow_type}/trigger/{trigger_type} 1 2",
    );
}

#[test]
fn a_literal_without_the_method_gives_way_to_a_variable() {
    check("GET /actions/_search", "/actions/{id} _search");
    check("PUT /actions/_search", "/actions/{id} _search");
    check(
        "PATCH /actions/_search",
        "405 DELETE GET HEAD OPTIONS POST PUT",
    );
    check(
        "POST /flows/types/triggers/_search",
        "/flows/{type}/triggers/_search types",
    );
}

#[test]
fn names_the_methods_there_are() {
    check("POST /actions/1", "405 DELETE GET HEAD OPTIONS PUT");
    check("GET /flows/1/trigger/2", "405 OPTIONS POST");
}

#[test]
fn head_and_options_follow_from_the_others() {
    check("HEAD /healthz", "/healthz");
    check("HEAD /actions/1", "/actions/{id} 1");
    check("HEAD /orgs", "405 OPTIONS POST");
    check("OPTIONS /actions/1", "204 DELETE GET HEAD OPTIONS PUT");
    check("OPTIONS /any/1", "/any/{id} 1");
    check("OPTIONS /nowhere", "404");

    let options = Options {
        implied_methods: ImpliedMethods::None,
        ..Options::default()
    };
    check_with(options, "HEAD /healthz", "405 GET");
    check_with(options, "OPTIONS /actions/1", "405 DELETE GET PUT");
}

#[test]
fn empty_segments_match_nothing() {
    for path in [
        "/",
        "",
        "//",
        "/healthz/",
        "/actions/",
        "/actions//_deactivate",
        "/orgs//me",
    ] {
        check(&format!("GET {path}"), "404");
    }
    check("GET /files/a//b", "404");
    check("GET /files/a/", "404");
    check("GET nonsense", "404");
}

#[test]
fn decodes_after_splitting() {
    check("GET /orgs/%6de", "/orgs/me");
    check("GET /orgs%2Fme", "404");
    check("GET /actions/a%2Fb", "/actions/{id} a/b");
    check("GET /actions/%C3%A4%20b", "/actions/{id} ä b");
    check("GET /actions/a+b", "/actions/{id} a+b");
    check("GET /actions/..", "/actions/{id} ..");
    check("GET /actions/%zz", "400");
    check("GET /actions/%ff", "400");
    check("GET /nowhere/%", "400");
}

#[test]
fn variables_over_several_segments_keep_encoded_slashes() {
    check(
        "GET /v1/shelves/a/books/b",
        "/v1/{name=shelves/*/books/*} shelves/a/books/b",
    );
    check(
        "GET /v1/shelves/a%2Fc/books/b%20",
        "/v1/{name=shelves/*/books/*} shelves/a%2Fc/books/b ",
    );
    check("GET /files/a/b%2fc", "/files/{name=**} a/b%2fc");
    check("GET /files/latest", "/files/latest");
    check("GET /files/latest/x", "/files/{name=**} latest/x");
    check("GET /files", "/files/{name=**} ");
}

#[test]
fn verbs_follow_the_last_colon() {
    check(
        "POST /v1/shelves/a/b:sort",
        "/v1/{name=shelves/**}:sort shelves/a/b",
    );
    check(
        "POST /v1/shelves/a:b:sort",
        "/v1/{name=shelves/**}:sort shelves/a:b",
    );
    check("POST /v1/shelves/a:drop", "404");
    check("GET /v1/shelves/a:sort", "405 OPTIONS POST");
    check("POST /v1/shelves/a%3Asort", "404");
    check("GET /actions/a:b", "/actions/{id} a:b");
    check("GET /actions/a:sort", "/actions/{id} a:sort");
}

#[test]
fn options_change_how_paths_are_read() {
    let keep = |kept_escapes| Options {
        kept_escapes,
        ..Options::default()
    };
    let path = "GET /files/a%2Fb%3Fc%20d";
    check(path, "/files/{name=**} a%2Fb?c d");
    check_with(
        keep(KeptEscapes::Reserved),
        path,
        "/files/{name=**} a%2Fb%3Fc d",
    );
    check_with(keep(KeptEscapes::None), path, "/files/{name=**} a/b?c d");

    let foreign = Options {
        foreign_verbs: ForeignVerbs::NotFound,
        ..Options::default()
    };
    check_with(foreign, "GET /actions/a:sort", "404");
    check_with(foreign, "GET /actions/a:b", "/actions/{id} a:b");
    check_with(foreign, "POST /v1/shelves/a:drop", "404");
}

#[test]
fn a_template_can_take_every_method() {
    check("PROPFIND /any/1", "/any/{id} 1");
}

#[test]
fn conflicts_name_both_templates() {
    let mut matcher = matcher();
    let error = matcher
        .insert(Method::GET, "/actions/{name}".parse().unwrap(), "again")
        .unwrap_err();
    let Error::Conflict {
        method,
        first,
        second,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(
        [method, first, second],
        ["GET", "/actions/{id}", "/actions/{name}"]
    );
}

proptest! {
    #[test]
    fn never_panics(path in ".*") {
        let _ = matcher().lookup(&Method::GET, &path);
    }

    #[test]
    fn never_panics_near_a_route(path in "/(actions|flows|v1|files|%6d)(/[a-z%0-9:]{0,4}){0,4}") {
        let _ = matcher().lookup(&Method::POST, &path);
    }
}

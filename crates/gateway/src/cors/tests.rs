use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use http::{
    HeaderName, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, LOCATION},
};
use http_body_util::Full;
use tower::{ServiceExt as _, service_fn};
use tower_layer::Layer as _;

use super::{Cors, CorsLayer};

/// Status and headers of an answer, sorted by name.
fn answer(method: &str, headers: &[(&str, &str)]) -> String {
    let layer = CorsLayer::new(Cors {
        origins: None,
        credentials: true,
        methods: vec![Method::GET, Method::POST],
        request_headers: vec![ACCEPT, AUTHORIZATION, HeaderName::from_static("x-org")],
        exposed_headers: vec![LOCATION],
        max_age: Duration::from_secs(600),
    });
    let inner = service_fn(|_: Request<()>| async {
        let response = Response::builder().header("vary", "cookie");
        Ok::<_, Infallible>(response.body(Full::<Bytes>::default()).unwrap())
    });
    let mut request = Request::builder().method(method);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let Ok(response) = runtime.block_on(layer.layer(inner).oneshot(request));
    let mut lines: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    lines.insert(0, response.status().as_u16().to_string());
    lines.join("\n")
}

#[track_caller]
fn check(method: &str, headers: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(answer(method, headers), expected.join("\n"), "{headers:?}");
}

const ORIGIN: (&str, &str) = ("origin", "https://app.example");
const METHOD: &str = "access-control-request-method";
const HEADERS: &str = "access-control-request-headers";
const PREFLIGHT_VARY: &str =
    "vary: origin, access-control-request-method, access-control-request-headers";

#[test]
fn preflights_are_answered() {
    check(
        "OPTIONS",
        &[
            ORIGIN,
            (METHOD, "POST"),
            (HEADERS, "X-Org,authorization, accept"),
        ],
        &[
            "204",
            "access-control-allow-credentials: true",
            "access-control-allow-headers: X-Org,authorization, accept",
            "access-control-allow-methods: GET, POST",
            "access-control-allow-origin: https://app.example",
            "access-control-max-age: 600",
            PREFLIGHT_VARY,
        ],
    );
    check(
        "OPTIONS",
        &[ORIGIN, (METHOD, "GET")],
        &[
            "204",
            "access-control-allow-credentials: true",
            "access-control-allow-methods: GET, POST",
            "access-control-allow-origin: https://app.example",
            "access-control-max-age: 600",
            PREFLIGHT_VARY,
        ],
    );
}

#[test]
fn what_is_not_listed_is_not_allowed() {
    check(
        "OPTIONS",
        &[ORIGIN, (METHOD, "DELETE")],
        &["204", PREFLIGHT_VARY],
    );
    check(
        "OPTIONS",
        &[ORIGIN, (METHOD, "GET"), (HEADERS, "accept,x-other")],
        &["204", PREFLIGHT_VARY],
    );
}

#[test]
fn other_answers_get_headers() {
    let expected = [
        "200",
        "access-control-allow-credentials: true",
        "access-control-allow-origin: https://app.example",
        "access-control-expose-headers: location",
        "vary: cookie",
        "vary: origin",
    ];
    check("GET", &[ORIGIN], &expected);
    check("OPTIONS", &[ORIGIN], &expected);
    check("GET", &[ORIGIN, (METHOD, "GET")], &expected);
}

#[test]
fn without_an_origin_nothing_is_added() {
    check("GET", &[], &["200", "vary: cookie"]);
    check("OPTIONS", &[(METHOD, "GET")], &["200", "vary: cookie"]);
}

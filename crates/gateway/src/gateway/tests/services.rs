//! Several services in one gateway, and what each may say of itself.

use super::rest::{echo, run, send, service, summary};
use crate::{
    Gateway, Method, Service, json,
    rest::{Route, test_messages::UPDATE},
};

#[test]
fn routes_can_hang_below_a_path() {
    let gateway = || {
        let below = service().rest_below("/api/v1/");
        Gateway::builder().service(below).build().unwrap()
    };
    let status = |path: &str| {
        let line = format!("GET {path}");
        run(send(gateway(), &line, "", "")).status().as_u16()
    };
    assert_eq!(status("/api/v1/items/a"), 200);
    assert_eq!(status("/api/v1"), 404);
    assert_eq!(status("/items/a"), 404);
}

#[test]
fn services_can_hang_below_paths_of_their_own() {
    let again = || {
        let get = [Route::new("GET", "/items/{id}/again", &["id"], &UPDATE)];
        Service::new("test.v1.Again").method(Method::unary("Get", get, echo))
    };
    let status = |below: &'static str, path: &str| {
        let gateway = Gateway::builder().service(service().rest_below("/api"));
        let gateway = gateway.service(again().rest_below(below)).build();
        let line = format!("GET {path}");
        run(send(gateway.unwrap(), &line, "", "")).status().as_u16()
    };
    assert_eq!(status("", "/api/items/a"), 200);
    assert_eq!(status("", "/items/a/again"), 200);
    assert_eq!(status("/api/v2", "/api/v2/items/a/again"), 200);
    assert_eq!(status("/api/v2", "/api/items/a"), 200);
    // a path belongs to the longest one that it lies below
    assert_eq!(status("/api/v2", "/api/v2/items/a"), 404);
    assert_eq!(status("/api", "/api/items/a/again"), 200);
}

#[test]
fn services_can_have_json_of_their_own() {
    let again = || {
        let put = [Route::new("PUT", "/again/{id}", &["id"], &UPDATE).body()];
        let options = json::Options::new().proto_names(true);
        let service = Service::new("test.v1.Again").json(options);
        service.method(Method::unary("Put", put, echo))
    };
    let body = |path: &str| {
        let gateway = Gateway::builder().service(service()).service(again());
        let line = format!("{path} {}", r#"{"updateMask":"note"}"#);
        let response = send(gateway.build().unwrap(), &line, "application/json", "");
        let answer = run(async { summary(response.await).await });
        answer.rsplit_once(' ').unwrap().1.to_owned()
    };
    let (camel, snake) = (r#"{"updateMask":"note"}"#, r#"{"update_mask":"note"}"#);
    assert_eq!(body("POST /test.v1.Items/Put"), camel);
    assert_eq!(body("POST /test.v1.Again/Put"), snake);
    assert_eq!(body("PUT /items/a"), r#"{"id":"a","updateMask":"note"}"#);
    assert_eq!(body("PUT /again/a"), r#"{"id":"a","update_mask":"note"}"#);
}

#[test]
fn two_routes_for_the_same_requests_are_refused() {
    let again = Service::new("test.v1.Again").method(Method::unary(
        "Get",
        [Route::new("GET", "/items/{note}", &["note"], &UPDATE)],
        echo,
    ));
    let built = Gateway::builder().service(service()).service(again).build();
    let error = built.unwrap_err().to_string();
    assert_eq!(
        error,
        "/test.v1.Again/Get and /test.v1.Items/Get: \
         GET /items/{note} matches the same paths as /items/{id}"
    );
}

#[test]
fn a_route_behind_the_path_of_a_method_is_refused() {
    let build = |service: &'static str| {
        let route = [Route::new("GET", "/v1.Hidden/Get", &[], &UPDATE)];
        let method = Method::unary("Get", route, echo);
        let service = Service::new(service).method(method);
        Gateway::builder().service(service).build()
    };
    assert!(build("v1.Shown").is_ok());
    assert_eq!(
        build("v1.Hidden").unwrap_err().to_string(),
        r#"the route "/v1.Hidden/Get" of /v1.Hidden/Get is the path of a method"#
    );
}

use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use crate::{Builder, Error};

const HTTP: &str = r#"
    syntax = "proto3";
    package google.api;
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
    message HttpRule {
        oneof pattern {
            string get = 2; string put = 3; string post = 4; string delete = 5; string patch = 6;
            CustomHttpPattern custom = 8;
        }
        string body = 7;
        string response_body = 12;
        repeated HttpRule additional_bindings = 11;
    }
    message CustomHttpPattern { string kind = 1; string path = 2; }
"#;

/// The test service, its methods left open.
const SERVICE: &str = r#"
    syntax = "proto3";
    package shop.v1;
    import "google/api/http.proto";
    enum Size { SIZE_UNSPECIFIED = 0; SIZE_LARGE = 1; }
    message Empty {}
    message Item {
        string id = 1; int32 count = 2; bytes data = 3; Size size = 4; Kind kind = 5;
        optional string type = 6; Part part = 7; repeated string tags = 8;
        oneof choice { string left = 9; string right = 10; }
        enum Kind { KIND_UNSPECIFIED = 0; }
    }
    message Part { string id = 1; Part inner = 2; }
    service Shop { METHODS }
"#;

const HTTP_BODY: &str = r#"
    syntax = "proto3";
    package google.api;
    import "google/protobuf/any.proto";
    message HttpBody {
        string content_type = 1;
        bytes data = 2;
        repeated google.protobuf.Any extensions = 3;
    }
"#;

struct Sources {
    service: String,
}

// === impl Sources ===

impl FileResolver for Sources {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        let source = match name {
            "google/api/http.proto" => HTTP,
            "google/api/httpbody.proto" => HTTP_BODY,
            "shop.proto" => &self.service,
            _ => return Err(protox::Error::file_not_found(name)),
        };
        File::from_source(name, source)
    }
}

/// The encoded descriptor set of a file and all it imports.
pub(crate) fn encode(service: &str) -> Vec<u8> {
    let mut resolver = ChainFileResolver::new();
    resolver.add(GoogleFileResolver::new());
    resolver.add(Sources {
        service: service.to_owned(),
    });
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler
        .include_imports(true)
        .open_file("shop.proto")
        .unwrap();
    compiler.encode_file_descriptor_set()
}

/// The generated code for these methods, without the indentation.
fn render(methods: &str) -> Result<Vec<String>, Error> {
    let set = encode(&SERVICE.replace("METHODS", methods));
    let packages = Builder::new().render_services(&set)?;
    let lines = packages.into_values().collect::<String>();
    Ok(lines.lines().map(|line| line.trim().to_owned()).collect())
}

fn method(request: &str, rule: &str) -> String {
    format!("rpc Call({request}) returns (Empty) {{ option (google.api.http) = {{ {rule} }}; }}")
}

/// Every line expected is generated, in this order.
#[track_caller]
fn check(methods: &str, expected: &[&str]) {
    let lines = render(methods).unwrap();
    let mut rest = lines.iter();
    for expected in expected {
        assert!(
            rest.any(|line| line == expected),
            "{expected} in {lines:#?}"
        );
    }
}

#[track_caller]
fn check_error(methods: &str, expected: &str) {
    let error = render(methods).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_module_lists_every_method() {
    check(
        &format!(
            "{} rpc Watch(stream Item) returns (stream Empty);",
            method("Item", r#"put: "/items/{id}" body: "*""#)
        ),
        &[
            "pub mod shop_gateway {",
            "use super::shop_server::Shop;",
            "Service::new(\"shop.v1.Shop\")",
            "async move { T::call(&service, request).await }",
            "async move { T::watch(&service, request).await }",
        ],
    );
}

#[test]
fn a_service_without_rules_is_listed_too() {
    let lines = render("rpc Call(Empty) returns (stream Empty);").unwrap();
    assert!(lines.iter().any(|line| line == "pub mod shop_gateway {"));
}

#[test]
fn refuses_rules_that_are_none() {
    for (rule, reason) in [
        ("", "the rule has no pattern"),
        (
            r#"custom { kind: "A B" path: "/a" }"#,
            "\"A B\" is no HTTP method",
        ),
        (
            r#"get: "/a" additional_bindings { get: "/b" additional_bindings { get: "/c" } }"#,
            "additional bindings inside an additional binding",
        ),
        (
            r#"get: "a""#,
            "path template \"a\": a template starts with a slash",
        ),
    ] {
        check_error(
            &method("Empty", rule),
            &format!("shop.v1.Shop.Call: {reason}"),
        );
    }
}

#[test]
fn conflicts_name_both_places() {
    let first = method("Item", r#"put: "/a/{id}" body: "*""#);
    let other = method("Item", r#"post: "/a/{id}" body: "*""#).replace("Call", "Other");
    let second = method("Item", r#"post: "/a/{type}" body: "*""#).replace("Call", "Again");
    check_error(
        &format!("{first} {other} {second}"),
        concat!(
            "shop.v1.Shop.Again and shop.v1.Shop.Other have HTTP rules for the same requests: ",
            "POST /a/{type} matches the same paths as /a/{id}"
        ),
    );
}

#[test]
fn a_broken_set_is_an_error() {
    assert!(matches!(
        Builder::new().render_services(b"\xff"),
        Err(Error::Descriptors(_))
    ));
}

use prost_reflect::DescriptorPool;

use super::{Places, Shapes};
use crate::{error::Error, json::Paths, rule::HTTP_EXTENSION, tests::encode};

/// The test service, its method left open.
const SERVICE: &str = r#"
    syntax = "proto3";
    package shop.v1;
    import "google/api/http.proto";
    import "google/api/httpbody.proto";
    import "google/protobuf/field_mask.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    message Empty {}
    message Item {
        string id = 1;
        Part part = 2;
        repeated string tags = 3;
        oneof choice { string left = 4; google.api.HttpBody right = 5; }
        map<string, string> labels = 6;
        google.protobuf.Timestamp created_at = 7;
        google.protobuf.StringValue note = 8;
        google.protobuf.Struct extra = 9;
        google.api.HttpBody file = 10;
        repeated Part parts = 11;
    }
    message Part { string id = 1 [json_name = "ID"]; Item item = 2; string type = 3; }
    message Update { Part part = 1; google.protobuf.FieldMask update_mask = 2; string id = 3; }
    message Masks { Part part = 1; google.protobuf.FieldMask a = 2; google.protobuf.FieldMask b = 3; }
    service Shop { METHOD }
"#;

/// The expressions of the routes of a method, and the module of shapes.
fn render(request: &str, response: &str, rule: &str) -> Result<(String, String), Error> {
    let method = format!(
        "rpc Call({request}) returns ({response}) {{ option (google.api.http) = {{ {rule} }}; }}"
    );
    let set = encode(&SERVICE.replace("METHOD", &method));
    let pool = DescriptorPool::decode(set.as_slice())?;
    let http = pool.get_extension_by_name(HTTP_EXTENSION).unwrap();
    let service = pool.get_service_by_name("shop.v1.Shop").unwrap();
    let method = service.methods().next().unwrap();
    let mut shapes = Shapes::default();
    let routes = super::of(
        &method,
        &http,
        &mut Places::default(),
        &mut shapes,
        &Paths::default(),
    )?;
    Ok((routes.join("\n"), shapes.to_string()))
}

#[track_caller]
fn check(request: &str, response: &str, rule: &str, expected: &[&str]) {
    let (routes, _) = render(request, response, rule).unwrap();
    let lines: Vec<_> = routes.lines().map(str::trim).collect();
    assert_eq!(lines, expected);
}

#[track_caller]
fn check_error(rule: &str, expected: &str) {
    let error = render("Item", "Item", rule).unwrap_err();
    assert_eq!(error.to_string(), format!("shop.v1.Shop.Call: {expected}"));
}

#[test]
fn bodies() {
    let route = |verb: &str, template: &str| {
        format!(
            "portcullis_gateway::rest::Route::<_, _>::new({verb:?}, {template:?}, &[], &shapes::shop__v1__Item)"
        )
    };
    check("Item", "Empty", r#"get: "/a""#, &[&route("GET", "/a")]);
    check(
        "Item",
        "Empty",
        r#"post: "/a" body: "*""#,
        &[&route("POST", "/a"), ".body()"],
    );
    check(
        "Item",
        "Item",
        r#"put: "/a" body: "part" response_body: "tags""#,
        &[
            &route("PUT", "/a"),
            ".body_field(\"part\")",
            ".response_field(\"tags\")",
        ],
    );
    check(
        "Item",
        "Empty",
        r#"custom { kind: "*" path: "/a" } additional_bindings { delete: "/b" body: "tags" }"#,
        &[
            &route("*", "/a"),
            &route("DELETE", "/b"),
            ".body_field(\"tags\")",
        ],
    );
}

#[test]
fn variables() {
    let template = "/{id}/{part.item.left=x/*}/{created_at}/{note}/{part.type=**}:go";
    check(
        "Item",
        "Empty",
        &format!("post: \"{template}\""),
        &[&format!(
            "portcullis_gateway::rest::Route::<_, _>::new(\"POST\", {template:?}, \
             &[\"id\", \"part.item.left\", \"created_at\", \"note\", \"part.type\"], \
             &shapes::shop__v1__Item)"
        )],
    );
}

#[test]
fn raw_bodies() {
    check(
        "google.api.HttpBody",
        "google.api.HttpBody",
        r#"post: "/a" body: "*""#,
        &[
            "portcullis_gateway::rest::Route::<super::super::super::google::api::HttpBody, super::super::super::google::api::HttpBody>::new(\"POST\", \"/a\", &[], &shapes::google__api__HttpBody)",
            ".body()",
            ".raw_body(|message, content_type, data| { message.content_type = content_type; message.data = data.into(); })",
            ".raw_response(|message| Some((message.content_type.as_str(), &message.data[..])))",
        ],
    );
    check(
        "Item",
        "Item",
        r#"post: "/{id}" body: "file" response_body: "file""#,
        &[
            "portcullis_gateway::rest::Route::<super::Item, super::Item>::new(\"POST\", \"/{id}\", &[\"id\"], &shapes::shop__v1__Item)",
            ".body_field(\"file\")",
            ".raw_body(|message, content_type, data| { let body = message.file.get_or_insert_default(); body.content_type = content_type; body.data = data.into(); })",
            ".response_field(\"file\")",
            ".raw_response(|message| message.file.as_ref().map(|body| (body.content_type.as_str(), &body.data[..])))",
        ],
    );
}

/// The last call of a route.
#[track_caller]
fn check_mask(request: &str, rule: &str, expected: Option<&str>) {
    let (routes, _) = render(request, "Empty", rule).unwrap();
    let call = routes.lines().find(|line| line.contains(".field_mask"));
    assert_eq!(call.map(str::trim), expected);
}

#[test]
fn field_masks() {
    let mask = Some(".field_mask(|message| &mut message.update_mask)");
    check_mask("Update", r#"patch: "/{id}" body: "part""#, mask);
    check_mask("Update", r#"put: "/{id}" body: "part""#, None);
    check_mask("Update", r#"patch: "/{id}" body: "*""#, None);
    check_mask("Update", r#"patch: "/a" body: "id""#, None);
    check_mask("Update", r#"patch: "/{update_mask}" body: "part""#, None);
    check_mask("Masks", r#"patch: "/a" body: "part""#, None);
}

#[test]
fn shapes_name_every_field_once() {
    let (_, shapes) = render("Item", "Empty", r#"get: "/a""#).unwrap();
    let lines: Vec<_> = shapes.lines().map(str::trim).collect();
    let count = |expected: &str| lines.iter().filter(|line| **line == expected).count();
    for line in [
        "pub(super) static shop__v1__Item: Shape = Shape {",
        "pub(super) static shop__v1__Part: Shape = Shape {",
        "pub(super) static google__api__HttpBody: Shape = Shape {",
        "Field { name: \"id\", json_name: \"ID\", is_repeated: false, message: None },",
        "Field { name: \"item\", json_name: \"item\", is_repeated: false, message: Some(&shop__v1__Item) },",
        "Field { name: \"tags\", json_name: \"tags\", is_repeated: true, message: None },",
        "Field { name: \"labels\", json_name: \"labels\", is_repeated: true, message: None },",
        "Field { name: \"parts\", json_name: \"parts\", is_repeated: true, message: None },",
        "Field { name: \"created_at\", json_name: \"createdAt\", is_repeated: false, message: None },",
    ] {
        assert_eq!(count(line), 1, "{line} in {shapes}");
    }
    assert!(!shapes.contains("google__protobuf"), "{shapes}");
}

#[test]
fn refuses() {
    for (rule, reason) in [
        (r#"put: "/{x}""#, "/{x}: shop.v1.Item has no field x"),
        (
            r#"put: "/{id.x}""#,
            "/{id.x}: id in id.x is not a message with fields",
        ),
        (
            r#"put: "/{part}""#,
            "/{part}: shop.v1.Item.part is a message",
        ),
        (
            r#"put: "/{extra}""#,
            "/{extra}: shop.v1.Item.extra is a message",
        ),
        (
            r#"put: "/{created_at.seconds}""#,
            "/{created_at.seconds}: created_at in created_at.seconds is not a message with fields",
        ),
        (
            r#"put: "/{tags}""#,
            "/{tags}: shop.v1.Item.tags is repeated",
        ),
        (
            r#"put: "/{parts.id}""#,
            "/{parts.id}: shop.v1.Item.parts is repeated",
        ),
        (r#"put: "/a" body: "x""#, "/a: shop.v1.Item has no field x"),
        (
            r#"put: "/a" response_body: "x""#,
            "/a: shop.v1.Item has no field x",
        ),
        (
            r#"put: "/a" body: "right""#,
            "/a: shop.v1.Item.right is an HttpBody in a oneof, which is not supported",
        ),
    ] {
        check_error(rule, reason);
    }
}

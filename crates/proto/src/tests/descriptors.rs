use prost::Name as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};

use crate::{FILE_DESCRIPTOR_SET, zitadel};

/// Method, HTTP method, path template, body.
const RULES: [(&str, &str, &str, &str); 15] = [
    ("Healthz", "get", "/healthz", ""),
    ("GetMyOrg", "get", "/orgs/me", ""),
    ("AddOrg", "post", "/orgs", "*"),
    ("ListActions", "post", "/actions/_search", "*"),
    ("GetAction", "get", "/actions/{id}", ""),
    ("CreateAction", "post", "/actions", "*"),
    ("UpdateAction", "put", "/actions/{id}", "*"),
    ("DeactivateAction", "post", "/actions/{id}/_deactivate", "*"),
    ("ReactivateAction", "post", "/actions/{id}/_reactivate", "*"),
    ("DeleteAction", "delete", "/actions/{id}", "*"),
    ("ListFlowTypes", "post", "/flows/types/_search", ""),
    (
        "ListFlowTriggerTypes",
        "post",
        "/flows/{type}/triggers/_search",
        "",
    ),
    ("GetFlow", "get", "/flows/{type}", ""),
    ("ClearFlow", "post", "/flows/{type}/_clear", ""),
    (
        "SetTriggerActions",
        "post",
        "/flows/{flow_type}/trigger/{trigger_type}",
        "*",
    ),
];

fn methods() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let service = pool
        .get_service_by_name("zitadel.management.v1.ManagementService")
        .unwrap();
    service.methods().collect()
}

pub(super) fn text(rule: &DynamicMessage, field: &str) -> String {
    let value = rule.get_field_by_name(field).unwrap();
    value.as_str().unwrap().to_owned()
}

#[test]
fn every_method_keeps_its_http_rule() {
    let methods = methods();
    assert_eq!(methods.len(), RULES.len());
    for (method, (name, verb, path, body)) in methods.iter().zip(RULES) {
        let pool = method.parent_pool();
        let http = pool.get_extension_by_name("google.api.http").unwrap();
        let options = method.options();
        let option = options.get_extension(&http);
        let rule = option.as_message().unwrap();
        assert_eq!(method.name(), name);
        assert_eq!(text(rule, verb), path, "{name}");
        assert_eq!(text(rule, "body"), body, "{name}");
    }
}

#[test]
fn only_one_method_is_deprecated() {
    let is_deprecated = |method: &MethodDescriptor| {
        let options = method.method_descriptor_proto().options.as_ref();
        options.is_some_and(|options| options.deprecated())
    };
    let deprecated: Vec<_> = methods().into_iter().filter(is_deprecated).collect();
    let names: Vec<_> = deprecated.iter().map(MethodDescriptor::name).collect();
    assert_eq!(names, ["AddOrg"]);
}

#[test]
fn comments_are_in_the_set() {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut files = pool.file_descriptor_protos();
    assert!(files.any(|file| {
        let info = file.source_code_info.as_ref();
        file.name() == "zitadel/management/v1/management.proto"
            && info.is_some_and(|info| info.location.iter().any(|it| it.leading_comments.is_some()))
    }));
}

#[test]
fn messages_know_their_full_name() {
    assert_eq!(
        zitadel::v1::ErrorDetail::full_name(),
        "zitadel.v1.ErrorDetail"
    );
}

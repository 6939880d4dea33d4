//! What callers of the runtime API are built with: names, numbers, paths. `runtime_v1.txt` keeps them, so
//! that nobody changes one without noticing.

use std::collections::BTreeSet;

use prost_reflect::{Cardinality, DescriptorPool, FieldDescriptor, Kind, MethodDescriptor};

use super::descriptors::text;
use crate::FILE_DESCRIPTOR_SET;

const PACKAGE: &str = "portcullis.runtime.v1";
const PINNED: &str = include_str!("runtime_v1.txt");

/// Everything of the package, one line each that makes sense alone.
fn lines() -> BTreeSet<String> {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let methods = pool.services().flat_map(|service| {
        let methods: Vec<_> = service.methods().collect();
        methods
    });
    let methods = methods.map(|it| (it.parent_service().package_name().to_owned(), method(&it)));
    let fields = pool.all_messages().flat_map(|message| {
        let package = message.package_name().to_owned();
        let is_entry = message.is_map_entry();
        let fields: Vec<_> = message.fields().filter(|_| !is_entry).collect();
        let lines = fields.into_iter().map(|it| field(&it));
        lines
            .map(move |line| (package.clone(), line))
            .collect::<Vec<_>>()
    });
    let values = pool.all_enums().flat_map(|it| {
        let values = it.values();
        let lines =
            values.map(|value| format!("{} = {}: {}", it.name(), value.number(), value.name()));
        let lines = lines.map(|line| (it.package_name().to_owned(), line));
        lines.collect::<Vec<_>>()
    });
    let all = methods.chain(fields).chain(values);
    all.filter(|(package, _)| package == PACKAGE)
        .map(|(_, line)| line)
        .collect()
}

/// `Service/Method (Request) → (stream Response): get /path, body *`
fn method(method: &MethodDescriptor) -> String {
    let stream = |streams: bool| if streams { "stream " } else { "" };
    let http = method
        .parent_pool()
        .get_extension_by_name("google.api.http")
        .unwrap();
    let options = method.options();
    let rule = options.get_extension(&http);
    let rule = rule.as_message().unwrap();
    let verbs = ["get", "put", "post", "delete", "patch"];
    let bound = verbs.map(|verb| (verb, text(rule, verb)));
    let (verb, path) = bound
        .into_iter()
        .find(|(_, path)| !path.is_empty())
        .unwrap();
    format!(
        "{}/{} ({}{}) → ({}{}): {verb} {path}, body {:?}",
        method.parent_service().name(),
        method.name(),
        stream(method.is_client_streaming()),
        method.input().name(),
        stream(method.is_server_streaming()),
        method.output().name(),
        text(rule, "body"),
    )
}

/// `Message.field_name = 1: type, fieldName`
fn field(field: &FieldDescriptor) -> String {
    let mut kind = kind(&field.kind());
    if field.is_map() {
        let Kind::Message(entry) = field.kind() else {
            unreachable!("maps are messages")
        };
        let of = |number| self::kind(&entry.get_field(number).unwrap().kind());
        kind = format!("map<{}, {}>", of(1), of(2));
    } else if field.cardinality() == Cardinality::Repeated {
        kind.insert_str(0, "repeated ");
    } else if let Some(oneof) = field.containing_oneof() {
        let is_optional = field.field_descriptor_proto().proto3_optional();
        let one = format!("one of {}: ", oneof.name());
        kind.insert_str(0, if is_optional { "optional " } else { &one });
    }
    let message = field.parent_message();
    let message = message.name();
    let (name, number, json) = (field.name(), field.number(), field.json_name());
    format!("{message}.{name} = {number}: {kind}, {json}")
}

fn kind(kind: &Kind) -> String {
    let local = |name: &str| name.trim_start_matches(&format!("{PACKAGE}.")).to_owned();
    match kind {
        Kind::Message(message) => local(message.full_name()),
        Kind::Enum(it) => local(it.full_name()),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

#[test]
fn the_runtime_api_is_as_it_was() {
    let pinned = PINNED.lines().filter(|line| !line.is_empty());
    let pinned: BTreeSet<_> = pinned.map(str::to_owned).collect();
    let is = lines();
    let gone: Vec<_> = pinned.difference(&is).collect();
    let new: Vec<_> = is.difference(&pinned).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "callers that are there rely on {gone:#?}; what is new belongs into runtime_v1.txt: {new:#?}"
    );
}

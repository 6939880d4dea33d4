use prost_reflect::DescriptorPool;
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use super::{Paths, render};

const SHOP: &str = r#"
    syntax = "proto3";
    package shop.v1;
    import "google/protobuf/struct.proto";
    import "google/protobuf/wrappers.proto";
    message Item {
        string id = 2; int32 unit_price = 1; optional bool on = 3; bytes data = 4;
        Item self = 5; repeated Item type = 6; Kind kind = 7;
        map<string, Kind> kinds = 8; google.protobuf.NullValue nothing = 9;
        google.protobuf.Int64Value wrapped = 10 [json_name = "w"];
        oneof choice { string left = 11; Kind right_kind = 12; }
        oneof only { string only_one = 13; }
        enum Kind { option allow_alias = true; KIND_NONE = 0; KIND_B = 1; KIND_A = 1; }
        message Only {}
    }
    message Empty {}
"#;

const LEGACY: &str = r#"
    syntax = "proto2";
    package legacy;
    message Old { required string must = 1; optional string may = 2; repeated int32 many = 3; }
"#;

struct Sources;

// === impl Sources ===

impl FileResolver for Sources {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        match name {
            "shop.proto" => File::from_source(name, SHOP),
            "legacy.proto" => File::from_source(name, LEGACY),
            _ => Err(protox::Error::file_not_found(name)),
        }
    }
}

/// The generated lines of a package, with short names for what lies in the gateway.
#[track_caller]
fn lines(file: &str, package: &str) -> Vec<String> {
    let mut resolver = ChainFileResolver::new();
    resolver.add(GoogleFileResolver::new());
    resolver.add(Sources);
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.include_imports(true).open_file(file).unwrap();
    let pool = DescriptorPool::decode(&*compiler.encode_file_descriptor_set()).unwrap();
    let packages = render(&pool, &Paths::default());
    assert_eq!(packages.keys().collect::<Vec<_>>(), [package]);
    let short = |line: &str| {
        line.trim()
            .replace("::portcullis_gateway::json::", "json::")
            .replace("::core::option::", "")
    };
    packages[package].lines().map(short).collect()
}

/// Every line expected is generated, in this order.
#[track_caller]
fn check(file: &str, package: &str, expected: &[&str]) {
    let lines = lines(file, package);
    let mut rest = lines.iter();
    for expected in expected {
        assert!(
            rest.any(|line| line == expected),
            "{expected} in {lines:#?}"
        );
    }
}

#[test]
fn names_in_the_order_of_the_file() {
    check(
        "shop.proto",
        "shop.v1",
        &[
            "impl json::Message for self::Item {",
            "json::FieldName { json: \"id\", proto: \"id\" },",
            "json::FieldName { json: \"unitPrice\", proto: \"unit_price\" },",
            "json::FieldName { json: \"w\", proto: \"wrapped\" },",
            "\"id\" => 0,",
            "\"unitPrice\" | \"unit_price\" => 1,",
            "\"w\" | \"wrapped\" => 9,",
        ],
    );
}

#[test]
fn reads_by_shape() {
    check(
        "shop.proto",
        "shop.v1",
        &[
            "0 => field.singular::<json::Plain<_>>(&mut self.id),",
            "2 => field.optional::<json::Plain<_>>(&mut self.on),",
            "4 => field.optional::<json::Plain<_>>(&mut self.self_),",
            "5 => field.repeated::<json::Plain<_>>(&mut self.r#type),",
            "6 => field.singular::<json::Enumeration<self::item::Kind>>(&mut self.kind),",
            "7 => field.map::<json::Enumeration<self::item::Kind>, _>(&mut self.kinds),",
            "8 => field.singular::<json::Enumeration<::prost_types::NullValue>>(&mut self.nothing),",
            "9 => field.optional::<json::Plain<_>>(&mut self.wrapped),",
            "10 => field.member::<json::Plain<_>, _>(&mut self.choice, 0, self::item::Choice::Left, \
             |member| match member { self::item::Choice::Left(value) => Option::Some(value), _ => Option::None }),",
            "12 => field.member::<json::Plain<_>, _>(&mut self.only, 1, self::item::OnlyOneOf::OnlyOne, \
             |member| match member { self::item::OnlyOneOf::OnlyOne(value) => Option::Some(value) }),",
            "_ => field.skip(),",
        ],
    );
}

#[test]
fn writes_by_shape() {
    check(
        "shop.proto",
        "shop.v1",
        &[
            "sink.singular::<json::Plain<_>>(&Self::FIELDS[0], &self.id)?;",
            "sink.optional::<json::Plain<_>>(&Self::FIELDS[2], &self.on)?;",
            "sink.map::<json::Enumeration<self::item::Kind>, _>(&Self::FIELDS[7], &self.kinds)?;",
            "match &self.choice {",
            "Option::Some(self::item::Choice::RightKind(value)) => \
             sink.present::<json::Enumeration<self::item::Kind>>(&Self::FIELDS[11], value)?,",
            "match &self.only {",
        ],
    );
}

#[test]
fn serde_too_and_messages_without_fields() {
    check(
        "shop.proto",
        "shop.v1",
        &[
            "impl json::serde::Serialize for self::Item {",
            "impl<'de> json::serde::Deserialize<'de> for self::Item {",
            "impl json::Message for self::item::Only {",
            "}",
            "impl json::Message for self::Empty {",
            "}",
        ],
    );
}

#[test]
fn the_first_name_of_a_number_is_printed_and_all_are_read() {
    check(
        "shop.proto",
        "shop.v1",
        &[
            "impl json::Enum for self::item::Kind {",
            "const NAMES: &'static [&'static str] = &[\"KIND_NONE\", \"KIND_B\", \"KIND_A\"];",
            "0 => \"KIND_NONE\",",
            "1 => \"KIND_B\",",
            "_ => return Option::None,",
            "\"KIND_B\" => 1,",
            "\"KIND_A\" => 1,",
        ],
    );
}

#[test]
fn required_fields_are_always_written() {
    check(
        "legacy.proto",
        "legacy",
        &[
            "0 => field.singular::<json::Plain<_>>(&mut self.must),",
            "1 => field.optional::<json::Plain<_>>(&mut self.may),",
            "sink.present::<json::Plain<_>>(&Self::FIELDS[0], &self.must)?;",
            "sink.repeated::<json::Plain<_>>(&Self::FIELDS[2], &self.many)?;",
        ],
    );
}

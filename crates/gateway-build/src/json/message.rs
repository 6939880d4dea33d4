//! The implementations for one message.

use std::{collections::BTreeMap, fmt};

use prost_reflect::{Cardinality, FieldDescriptor, Kind, MessageDescriptor};

use super::Paths;
use crate::names::{camel, snake};

const OPTION: &str = "::core::option::Option";

/// A message as prost declares it.
pub(super) struct Message {
    path: String,
    fields: Vec<Field>,
    /// Name and type of each oneof.
    oneofs: Vec<Oneof>,
}

struct Field {
    json: String,
    proto: String,
    codec: String,
    shape: Shape,
}

/// How the struct holds a field.
enum Shape {
    Singular { name: String },
    Required { name: String },
    Optional { name: String },
    Repeated { name: String },
    Map { name: String },
    Member { oneof: usize, variant: String },
}

struct Oneof {
    name: String,
    path: String,
    /// The places of its members among the fields.
    members: Vec<usize>,
}

// === impl Message ===

impl Message {
    pub(super) fn new(descriptor: &MessageDescriptor, paths: &Paths) -> Self {
        let package = descriptor.package_name();
        let mut oneofs = oneofs(descriptor, paths);
        let mut fields = Vec::new();
        // a descriptor sorts its fields by number; the raw one keeps the order of the file
        for raw in &descriptor.descriptor_proto().field {
            let Some(field) = descriptor.get_field_by_name(raw.name()) else {
                continue;
            };
            let shape = shape(&field, &oneofs);
            if let Shape::Member { oneof, .. } = shape
                && let Some(oneof) = oneofs.get_mut(oneof)
            {
                oneof.members.push(fields.len());
            }
            fields.push(Field {
                json: field.json_name().to_owned(),
                proto: field.name().to_owned(),
                codec: codec(&field, paths, package),
                shape,
            });
        }
        Self {
            path: paths.resolve(descriptor.full_name(), package),
            fields,
            oneofs,
        }
    }

    fn names(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    const FIELDS: &'static [::portcullis_gateway::json::FieldName] = &["
        )?;
        for Field { json, proto, .. } in &self.fields {
            writeln!(
                f,
                "        ::portcullis_gateway::json::FieldName {{ json: {json:?}, proto: {proto:?} }},"
            )?;
        }
        writeln!(f, "    ];\n")?;
        writeln!(f, "    fn field(name: &str) -> {OPTION}<usize> {{")?;
        writeln!(f, "        {OPTION}::Some(match name {{")?;
        for (index, names) in self.names_by_field() {
            writeln!(f, "            {} => {index},", names.join(" | "))?;
        }
        writeln!(f, "            _ => return {OPTION}::None,")?;
        writeln!(f, "        }})")?;
        writeln!(f, "    }}\n")
    }

    /// The names, in quotes, that mean each field. Where one field is called in JSON as another
    /// is in the `.proto` file, the first is meant.
    fn names_by_field(&self) -> BTreeMap<usize, Vec<String>> {
        let mut owners = BTreeMap::new();
        for (index, field) in self.fields.iter().enumerate() {
            owners.insert(&field.json, index);
        }
        for (index, field) in self.fields.iter().enumerate() {
            owners.entry(&field.proto).or_insert(index);
        }
        let mut names = BTreeMap::<_, Vec<_>>::new();
        for (name, index) in owners {
            names.entry(index).or_default().push(format!("{name:?}"));
        }
        names
    }

    fn read_field(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    fn read_field<'de, A: ::portcullis_gateway::json::serde::de::MapAccess<'de>>("
        )?;
        writeln!(f, "        &mut self,")?;
        writeln!(f, "        index: usize,")?;
        writeln!(
            f,
            "        field: ::portcullis_gateway::json::Field<'_, A>,"
        )?;
        writeln!(f, "    ) -> ::core::result::Result<(), A::Error> {{")?;
        writeln!(f, "        match index {{")?;
        for (index, field) in self.fields.iter().enumerate() {
            writeln!(f, "            {index} => {},", self.read_call(field))?;
        }
        writeln!(f, "            _ => field.skip(),")?;
        writeln!(f, "        }}")?;
        writeln!(f, "    }}\n")
    }

    fn read_call(&self, field: &Field) -> String {
        let codec = &field.codec;
        match &field.shape {
            Shape::Singular { name } | Shape::Required { name } => {
                format!("field.singular::<{codec}>(&mut self.{name})")
            }
            Shape::Optional { name } => format!("field.optional::<{codec}>(&mut self.{name})"),
            Shape::Repeated { name } => format!("field.repeated::<{codec}>(&mut self.{name})"),
            Shape::Map { name } => format!("field.map::<{codec}, _>(&mut self.{name})"),
            Shape::Member { oneof, variant } => {
                let Some(Oneof {
                    name,
                    path,
                    members,
                }) = self.oneofs.get(*oneof)
                else {
                    return "field.skip()".to_owned();
                };
                let others = match members.len() {
                    1 => String::new(),
                    _ => format!(", _ => {OPTION}::None"),
                };
                format!(
                    "field.member::<{codec}, _>(&mut self.{name}, {oneof}, {path}::{variant}, \
                     |member| match member {{ {path}::{variant}(value) => {OPTION}::Some(value){others} }})"
                )
            }
        }
    }

    fn write_fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    fn write_fields<S: ::portcullis_gateway::json::FieldSink>("
        )?;
        writeln!(f, "        &self,")?;
        writeln!(f, "        sink: &mut S,")?;
        writeln!(f, "    ) -> ::core::result::Result<(), S::Error> {{")?;
        for (index, Field { codec, shape, .. }) in self.fields.iter().enumerate() {
            let (call, name) = match shape {
                Shape::Singular { name } => (format!("singular::<{codec}>"), name),
                Shape::Required { name } => (format!("present::<{codec}>"), name),
                Shape::Optional { name } => (format!("optional::<{codec}>"), name),
                Shape::Repeated { name } => (format!("repeated::<{codec}>"), name),
                Shape::Map { name } => (format!("map::<{codec}, _>"), name),
                Shape::Member { oneof, .. } => {
                    let oneof = self.oneofs.get(*oneof);
                    if let Some(oneof) = oneof.filter(|oneof| oneof.members.first() == Some(&index))
                    {
                        self.write_oneof(f, oneof)?;
                    }
                    continue;
                }
            };
            writeln!(
                f,
                "        sink.{call}(&Self::FIELDS[{index}], &self.{name})?;"
            )?;
        }
        writeln!(f, "        ::core::result::Result::Ok(())")?;
        writeln!(f, "    }}")
    }

    fn write_oneof(&self, f: &mut fmt::Formatter<'_>, oneof: &Oneof) -> fmt::Result {
        let Oneof {
            name,
            path,
            members,
        } = oneof;
        writeln!(f, "        match &self.{name} {{")?;
        writeln!(f, "            {OPTION}::None => {{}}")?;
        for index in members {
            let Some(Field { codec, shape, .. }) = self.fields.get(*index) else {
                continue;
            };
            if let Shape::Member { variant, .. } = shape {
                writeln!(
                    f,
                    "            {OPTION}::Some({path}::{variant}(value)) => \
                     sink.present::<{codec}>(&Self::FIELDS[{index}], value)?,"
                )?;
            }
        }
        writeln!(f, "        }}")
    }

    /// serde's own traits, with the default options.
    fn serde(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SERDE: &str = "::portcullis_gateway::json::serde";
        const RESULT: &str = "::core::result::Result";
        let path = &self.path;
        writeln!(f, "impl {SERDE}::Serialize for {path} {{")?;
        writeln!(f, "    fn serialize<S: {SERDE}::Serializer>(")?;
        writeln!(f, "        &self,")?;
        writeln!(f, "        serializer: S,")?;
        writeln!(f, "    ) -> {RESULT}<S::Ok, S::Error> {{")?;
        writeln!(
            f,
            "        ::portcullis_gateway::json::serialize(self, serializer)"
        )?;
        writeln!(f, "    }}")?;
        writeln!(f, "}}\n")?;
        writeln!(f, "impl<'de> {SERDE}::Deserialize<'de> for {path} {{")?;
        writeln!(f, "    fn deserialize<D: {SERDE}::Deserializer<'de>>(")?;
        writeln!(f, "        deserializer: D,")?;
        writeln!(f, "    ) -> {RESULT}<Self, D::Error> {{")?;
        writeln!(
            f,
            "        ::portcullis_gateway::json::deserialize(deserializer)"
        )?;
        writeln!(f, "    }}")?;
        writeln!(f, "}}\n")
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "#[allow(deprecated)]")?;
        writeln!(
            f,
            "impl ::portcullis_gateway::json::Message for {} {{",
            self.path
        )?;
        if !self.fields.is_empty() {
            self.names(f)?;
            self.read_field(f)?;
            self.write_fields(f)?;
        }
        writeln!(f, "}}\n")?;
        self.serde(f)
    }
}

/// The oneofs that were written as such; a proto3 `optional` field has one of its own.
fn oneofs(descriptor: &MessageDescriptor, paths: &Paths) -> Vec<Oneof> {
    let real = descriptor.oneofs().filter(|oneof| !oneof.is_synthetic());
    let inner: Vec<_> = descriptor
        .child_messages()
        .map(|message| camel(message.name()))
        .chain(descriptor.child_enums().map(|inner| camel(inner.name())))
        .collect();
    real.map(|oneof| {
        let mut path = paths.resolve(oneof.full_name(), descriptor.package_name());
        // prost's way out when a type inside the message has the same name
        if inner.contains(&camel(oneof.name())) {
            path.push_str("OneOf");
        }
        Oneof {
            name: snake(oneof.name()),
            path,
            members: Vec::new(),
        }
    })
    .collect()
}

fn shape(field: &FieldDescriptor, oneofs: &[Oneof]) -> Shape {
    let name = snake(field.name());
    let oneof = field.containing_oneof();
    let oneof = oneof
        .filter(|oneof| !oneof.is_synthetic())
        .and_then(|oneof| {
            let wanted = snake(oneof.name());
            oneofs.iter().position(|oneof| oneof.name == wanted)
        });
    if let Some(oneof) = oneof {
        let variant = camel(field.name());
        Shape::Member { oneof, variant }
    } else if field.is_map() {
        Shape::Map { name }
    } else if field.is_list() {
        Shape::Repeated { name }
    } else if field.cardinality() == Cardinality::Required {
        Shape::Required { name }
    } else if field.supports_presence() {
        Shape::Optional { name }
    } else {
        Shape::Singular { name }
    }
}

/// The type that reads and writes a field, or the values of a map.
fn codec(field: &FieldDescriptor, paths: &Paths, package: &str) -> String {
    let kind = match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    };
    match kind {
        Kind::Enum(inner) => {
            let path = paths.resolve(inner.full_name(), package);
            format!("::portcullis_gateway::json::Enumeration<{path}>")
        }
        _ => "::portcullis_gateway::json::Plain<_>".to_owned(),
    }
}

//! The statics that describe the fields of request messages.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

/// The module `shapes` of one service: a static for every message its requests are made of.
#[derive(Default)]
pub(crate) struct Shapes {
    messages: BTreeMap<String, MessageDescriptor>,
}

/// The messages of these packages have JSON forms of their own and no fields to name.
const WELL_KNOWN: &str = "google.protobuf";

// === impl Shapes ===

impl Shapes {
    /// The path of a message's static, seen from the service's module.
    pub(crate) fn path(&mut self, message: &MessageDescriptor) -> String {
        self.add(message);
        format!("shapes::{}", name(message))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    fn add(&mut self, message: &MessageDescriptor) {
        let full_name = message.full_name().to_owned();
        if self.messages.contains_key(&full_name) {
            return;
        }
        self.messages.insert(full_name, message.clone());
        for field in message.fields() {
            if let Some(inner) = single_message(&field) {
                self.add(&inner);
            }
        }
    }
}

impl fmt::Display for Shapes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "#[allow(non_upper_case_globals)]")?;
        writeln!(f, "mod shapes {{")?;
        writeln!(f, "    use portcullis_gateway::rest::{{Field, Shape}};")?;
        for message in self.messages.values() {
            writeln!(f)?;
            writeln!(
                f,
                "    pub(super) static {}: Shape = Shape {{",
                name(message)
            )?;
            writeln!(f, "        fields: &[")?;
            for field in message.fields() {
                writeln!(f, "            {},", describe(&field)?)?;
            }
            writeln!(f, "        ],")?;
            writeln!(f, "    }};")?;
        }
        writeln!(f, "}}")
    }
}

/// The message type of a field that has one value, unless it is a well-known one.
pub(crate) fn single_message(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(message) if !is_repeated(field) && !is_well_known(&message) => Some(message),
        _ => None,
    }
}

fn is_well_known(message: &MessageDescriptor) -> bool {
    message.package_name() == WELL_KNOWN
}

fn is_repeated(field: &FieldDescriptor) -> bool {
    field.is_list() || field.is_map()
}

fn describe(field: &FieldDescriptor) -> Result<String, fmt::Error> {
    let mut text = String::new();
    write!(
        text,
        "Field {{ name: {:?}, json_name: {:?}, is_repeated: {}, message: ",
        field.name(),
        field.json_name(),
        is_repeated(field)
    )?;
    match single_message(field) {
        None => write!(text, "None }}")?,
        Some(message) => write!(text, "Some(&{}) }}", name(&message))?,
    }
    Ok(text)
}

fn name(message: &MessageDescriptor) -> String {
    message.full_name().replace('.', "__")
}

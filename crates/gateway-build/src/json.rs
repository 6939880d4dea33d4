//! The JSON form of messages: `portcullis_gateway::json::Message` for each of them.
//!
//! The code names fields and enums only; the types of fields are left to inference, so that what
//! prost was told about them (`bytes`, `btree_map`, `boxed`) need not be told again.

mod enumeration;
mod message;
mod paths;

use std::collections::BTreeMap;

use prost_reflect::{DescriptorPool, MessageDescriptor};

pub(crate) use self::paths::Paths;
use self::{enumeration::Enumeration, message::Message};

/// The generated code by package.
pub(crate) fn render(pool: &DescriptorPool, paths: &Paths) -> BTreeMap<String, String> {
    let mut packages = BTreeMap::<_, String>::new();
    for message in pool.all_messages() {
        if !is_generated(&message) || paths.is_extern(message.full_name()) {
            continue;
        }
        let code = packages.entry(message.package_name().to_owned());
        let message = Message::new(&message, paths);
        code.or_default().push_str(&message.to_string());
    }
    for descriptor in pool.all_enums() {
        if paths.is_extern(descriptor.full_name()) {
            continue;
        }
        let code = packages.entry(descriptor.package_name().to_owned());
        let enumeration = Enumeration::new(&descriptor, paths);
        code.or_default().push_str(&enumeration.to_string());
    }
    packages
}

/// The entries of a map are messages to protobuf, but not to prost.
fn is_generated(message: &MessageDescriptor) -> bool {
    !message.is_map_entry()
}

#[cfg(test)]
mod tests;

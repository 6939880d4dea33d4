//! The names of an enum.

use std::{collections::BTreeSet, fmt};

use prost_reflect::EnumDescriptor;

use super::Paths;

/// The implementation for one enum.
pub(super) struct Enumeration {
    path: String,
    /// The first name of each number.
    names: Vec<(i32, String)>,
    numbers: Vec<(String, i32)>,
}

// === impl Enumeration ===

impl Enumeration {
    pub(super) fn new(descriptor: &EnumDescriptor, paths: &Paths) -> Self {
        // a descriptor sorts its values; the raw one keeps the order of the file
        let values = &descriptor.enum_descriptor_proto().value;
        let numbers = values
            .iter()
            .map(|value| (value.name().to_owned(), value.number()));
        let names = values
            .iter()
            .map(|value| (value.number(), value.name().to_owned()));
        let mut seen = BTreeSet::new();
        Self {
            path: paths.resolve(descriptor.full_name(), descriptor.package_name()),
            names: names.filter(|(number, _)| seen.insert(*number)).collect(),
            numbers: numbers.collect(),
        }
    }
}

impl fmt::Display for Enumeration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "impl ::portcullis_gateway::json::Enum for {} {{",
            self.path
        )?;
        let names: Vec<_> = self.numbers.iter().map(|(name, _)| name).collect();
        writeln!(
            f,
            "    const NAMES: &'static [&'static str] = &{names:?};\n"
        )?;
        writeln!(
            f,
            "    fn name(number: i32) -> ::core::option::Option<&'static str> {{"
        )?;
        writeln!(f, "        ::core::option::Option::Some(match number {{")?;
        for (number, name) in &self.names {
            writeln!(f, "            {number} => {name:?},")?;
        }
        writeln!(f, "            _ => return ::core::option::Option::None,")?;
        writeln!(f, "        }})")?;
        writeln!(f, "    }}\n")?;
        writeln!(
            f,
            "    fn number(name: &str) -> ::core::option::Option<i32> {{"
        )?;
        writeln!(f, "        ::core::option::Option::Some(match name {{")?;
        for (name, number) in &self.numbers {
            writeln!(f, "            {name:?} => {number},")?;
        }
        writeln!(f, "            _ => return ::core::option::Option::None,")?;
        writeln!(f, "        }})")?;
        writeln!(f, "    }}")?;
        writeln!(f, "}}\n")
    }
}

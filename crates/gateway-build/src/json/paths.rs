//! Where generated code finds a type.

use std::collections::BTreeMap;

use crate::names::{camel, snake};

/// The types that live in another crate, by the prefix of their full name.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    externs: BTreeMap<String, String>,
}

// === impl Paths ===

impl Paths {
    /// Full names start with a dot here, as in prost's configuration.
    pub(crate) fn insert(&mut self, proto: String, rust: String) {
        self.externs.insert(proto, rust);
    }

    pub(crate) fn is_extern(&self, full_name: &str) -> bool {
        self.find_extern(full_name).is_some()
    }

    /// A type, seen from the module of a package.
    pub(crate) fn resolve(&self, full_name: &str, package: &str) -> String {
        if let Some((rust, rest)) = self.find_extern(full_name) {
            return join(rust.to_owned(), &rest);
        }
        let here: Vec<_> = package.split('.').filter(|part| !part.is_empty()).collect();
        let there: Vec<_> = full_name.split('.').collect();
        let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let start = if shared == here.len() {
            "self".to_owned()
        } else {
            vec!["super"; here.len() - shared].join("::")
        };
        join(start, there.get(shared..).unwrap_or_default())
    }

    /// The Rust path of the longest prefix, and the parts of the name behind it.
    fn find_extern<'n>(&self, full_name: &'n str) -> Option<(&str, Vec<&'n str>)> {
        let parts: Vec<_> = full_name.split('.').collect();
        (0..=parts.len()).rev().find_map(|length| {
            let (prefix, rest) = parts.split_at_checked(length)?;
            let rust = self.externs.get(&format!(".{}", prefix.join(".")))?;
            Some((rust.as_str(), rest.to_vec()))
        })
    }
}

impl Default for Paths {
    fn default() -> Self {
        let prost_types = (".google.protobuf".to_owned(), "::prost_types".to_owned());
        Self {
            externs: BTreeMap::from([prost_types]),
        }
    }
}

/// Modules, then a type; nothing when the path names the type itself.
fn join(mut path: String, parts: &[&str]) -> String {
    for (index, part) in parts.iter().enumerate() {
        let is_type = index + 1 == parts.len();
        path.push_str("::");
        path.push_str(&if is_type { camel(part) } else { snake(part) });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::Paths;

    #[track_caller]
    fn check(full_name: &str, package: &str, expected: &str) {
        let mut paths = Paths::default();
        paths.insert(".other.v1".to_owned(), "::other".to_owned());
        paths.insert(".other.v1.Odd".to_owned(), "crate::Even".to_owned());
        assert_eq!(paths.resolve(full_name, package), expected);
    }

    #[test]
    fn resolves() {
        check("a.v1.Item", "a.v1", "self::Item");
        check("a.v1.Item.Kind", "a.v1", "self::item::Kind");
        check("a.v2.Item", "a.v1", "super::v2::Item");
        check("b.Item", "a.v1", "super::super::b::Item");
        check("Item", "", "self::Item");
        check("google.protobuf.NullValue", "a", "::prost_types::NullValue");
        check(
            "google.protobuf.Field.Kind",
            "a",
            "::prost_types::field::Kind",
        );
        check("other.v1.Item", "a", "::other::Item");
        check("other.v1.Odd", "a", "crate::Even");
        check("other.v1.Odd.Kind", "a", "crate::Even::Kind");
    }
}

//! The fields of a message, as far as binding needs them: names, and what lies below.
//!
//! Values are set by generated code. This is for what concerns several fields at once: two
//! parameters for one field, a field in path and body, the paths of a field mask.

use std::fmt;

/// A message type. Generated once per type, as a static.
pub struct Shape {
    /// The fields in the order of the `.proto` file.
    pub fields: &'static [Field],
}

/// One field of a message.
#[derive(Debug)]
pub struct Field {
    /// The name in the `.proto` file.
    pub name: &'static str,
    /// The name in JSON.
    pub json_name: &'static str,
    /// Whether it is a list or a map.
    pub is_repeated: bool,
    /// The type of a single message of the API's own; none for well-known types, which JSON
    /// writes in forms of their own.
    pub message: Option<&'static Shape>,
}

// === impl Shape ===

impl Shape {
    /// A field by its name of either kind.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let fits = |field: &&Field| field.name == name || field.json_name == name;
        self.fields.iter().find(fits)
    }

    /// The field a dotted path of names leads to, and its path in names of the `.proto` file.
    pub(super) fn resolve(&self, path: &str) -> Option<(&'static Field, String)> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let field = self.field(first)?;
        let Some(rest) = rest else {
            return Some((field, field.name.to_owned()));
        };
        let (last, below) = field.message?.resolve(rest)?;
        Some((last, format!("{}.{below}", field.name)))
    }
}

// Types can contain each other, so what is below stays out.
impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.fields.iter().map(|field| field.name);
        f.debug_list().entries(names).finish()
    }
}

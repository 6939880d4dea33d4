//! `google.protobuf.FieldMask`: its paths in `lowerCamelCase`, between commas.

use std::fmt;

use prost_types::FieldMask;
use serde::{
    de::{self, Deserializer, Visitor},
    ser::{self, Serializer},
};

use crate::json::{Message, Options, Outcome};

struct MaskVisitor<'a>(&'a mut FieldMask);

impl Message for FieldMask {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(MaskVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        let mut text = String::new();
        for (index, path) in self.paths.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            if push_camel(&mut text, path).is_none() {
                let reason = format_args!("the path {path:?} of a field mask has no JSON form");
                return Err(ser::Error::custom(reason));
            }
        }
        serializer.serialize_str(&text)
    }
}

/// Appends a path without its underscores; none when they could not be put back.
fn push_camel(out: &mut String, path: &str) -> Option<()> {
    let mut after_underscore = false;
    for letter in path.chars() {
        match letter {
            '_' if after_underscore => return None,
            '_' => after_underscore = true,
            'a'..='z' if after_underscore => {
                out.push(letter.to_ascii_uppercase());
                after_underscore = false;
            }
            'A'..='Z' | ',' => return None,
            _ if after_underscore => return None,
            letter => out.push(letter),
        }
    }
    (!after_underscore).then_some(())
}

/// The path as the `.proto` file writes it; none when it is not `lowerCamelCase`.
fn snake(path: &str) -> Option<String> {
    let mut out = String::with_capacity(path.len() + 4);
    for letter in path.chars() {
        match letter {
            '_' => return None,
            'A'..='Z' => {
                out.push('_');
                out.push(letter.to_ascii_lowercase());
            }
            letter => out.push(letter),
        }
    }
    (!out.is_empty()).then_some(out)
}

// === impl MaskVisitor ===

impl Visitor<'_> for MaskVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field paths in lowerCamelCase like \"name,items.unitPrice\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        let paths = match text {
            "" => Some(Vec::new()),
            text => text.split(',').map(snake).collect(),
        };
        match paths {
            Some(paths) => self.0.paths = paths,
            None => return Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
        Ok(Outcome::Set)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

//! Strings.

use std::fmt;

use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use crate::json::{Message, Options, Outcome};

struct StringVisitor<'a>(&'a mut String);

impl Message for String {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(StringVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

// === impl StringVisitor ===

impl Visitor<'_> for StringVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        text.clone_into(self.0);
        Ok(Outcome::Set)
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Outcome, E> {
        *self.0 = text;
        Ok(Outcome::Set)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

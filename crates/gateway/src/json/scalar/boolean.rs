//! Booleans: nothing but `true` and `false`.

use std::fmt;

use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use crate::json::{Message, Options, Outcome};

struct BoolVisitor<'a>(&'a mut bool);

impl Message for bool {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        // the two steps let a plain text know that the word in it is no string
        deserializer.deserialize_option(BoolVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }

    fn is_default(&self) -> bool {
        !*self
    }
}

// === impl BoolVisitor ===

impl<'de> Visitor<'de> for BoolVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_bool(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Outcome, E> {
        *self.0 = value;
        Ok(Outcome::Set)
    }
}

//! Repeated fields: arrays, in which nothing may be `null`.

use std::fmt;

use serde::{
    de::{self, DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor},
    ser::{Serialize, SerializeSeq as _, Serializer},
};

use super::{
    Codec, Options, Outcome,
    codec::{self, Shown as ShownValue},
};

/// Where an array is to be read; its values go behind those that are there.
pub(super) struct Into<'a, C: Codec> {
    pub(super) target: &'a mut Vec<C::Value>,
    pub(super) options: &'a Options,
}

/// A repeated field on its way out.
pub(super) struct Shown<'a, C: Codec> {
    pub(super) values: &'a [C::Value],
    pub(super) options: &'a Options,
}

// === impl Into ===

impl<'de, C: Codec> DeserializeSeed<'de> for Into<'_, C> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, C: Codec> Visitor<'de> for Into<'_, C> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        loop {
            let mut value = C::Value::default();
            let into = codec::Into::<C> {
                value: &mut value,
                options: self.options,
            };
            match array.next_element_seed(into)? {
                None => return Ok(()),
                Some(Outcome::Set) => self.target.push(value),
                Some(Outcome::Unknown) => {}
                Some(Outcome::Null) => return Err(A::Error::custom("null in an array")),
            }
        }
    }
}

// === impl Shown ===

impl<C: Codec> Serialize for Shown<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(Some(self.values.len()))?;
        for value in self.values {
            array.serialize_element(&ShownValue::<C> {
                value,
                options: self.options,
            })?;
        }
        array.end()
    }
}

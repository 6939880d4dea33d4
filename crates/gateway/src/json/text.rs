//! Plain text as a field value: no quotes, no arrays, a dotted path instead of objects.

use std::{cell::Cell, fmt};

use serde::{
    de::{
        self, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, SeqAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    Error, Message, Options,
    object::{Field, Seen},
};

/// Why a text is no value; where it belongs is known beforehand.
#[derive(Debug)]
struct Refused(String);

/// A text and what is left of the path to its field.
#[derive(Clone, Copy)]
struct Text<'a> {
    path: Option<&'a str>,
    text: &'a str,
    /// Whether a field took the text.
    found: &'a Cell<bool>,
}

/// An object with the one field that the path names next, or an array with one value.
struct Single<'a>(Option<Text<'a>>);

/// Sets the field at a path; false when there is none.
pub(super) fn set<M: Message>(
    message: &mut M,
    path: &str,
    text: &str,
    options: &Options,
) -> Result<bool, Error> {
    if path.bytes().filter(|byte| *byte == b'.').count() >= options.max_depth {
        return Ok(false);
    }
    let (name, rest) = split(path);
    let Some(index) = M::field(name) else {
        return Ok(false);
    };
    let found = Cell::new(false);
    let text = Text {
        path: rest,
        text,
        found: &found,
    };
    let field = Field {
        map: &mut Single(Some(text)),
        options,
        seen: &mut Seen::default(),
        fields: M::FIELDS.len(),
    };
    match message.read_field(index, field) {
        Err(Refused(reason)) if found.get() => Err(Error::read(path, reason)),
        _ => Ok(found.get()),
    }
}

fn split(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    }
}

/// Never seen: without a field to take the text there is no reason to give.
fn no_such_field() -> Refused {
    Refused("there is no such field".to_owned())
}

// === impl Text ===

impl<'a> Text<'a> {
    /// The text itself, when the path ends here.
    fn leaf(self) -> Result<&'a str, Refused> {
        match self.path {
            None => {
                self.found.set(true);
                Ok(self.text)
            }
            Some(_) => Err(no_such_field()),
        }
    }
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_str(self.leaf()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.leaf()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            text => Err(de::Error::invalid_value(
                de::Unexpected::Str(text),
                &"true or false",
            )),
        }
    }

    /// An enum: its number, unlike in JSON, looks like a name.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let text = self.leaf()?;
        match text.parse() {
            Ok(number) => visitor.visit_i64(number),
            Err(_) => visitor.visit_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_some(self)
    }

    /// One more value; which element the fields of a message would belong to is not known.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.path.is_some() {
            return Err(no_such_field());
        }
        visitor.visit_seq(Single(Some(self)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        if self.path.is_none() {
            self.leaf()?;
            return Err(Refused("a message is set by its fields".to_owned()));
        }
        visitor.visit_map(Single(Some(self)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Refused> {
        self.leaf()?;
        Err(Refused("a map cannot be given as text".to_owned()))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Refused> {
        Err(no_such_field())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct enum identifier
    }
}

// === impl Single ===

impl<'de> MapAccess<'de> for Single<'_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refused> {
        let Some(text) = &mut self.0 else {
            return Ok(None);
        };
        let (name, rest) = split(text.path.unwrap_or_default());
        text.path = rest;
        let name: StrDeserializer<'_, Refused> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        match self.0.take() {
            Some(text) => seed.deserialize(text),
            None => Err(de::Error::custom("a field has one value")),
        }
    }
}

impl<'de> SeqAccess<'de> for Single<'_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refused> {
        self.0.take().map(|text| seed.deserialize(text)).transpose()
    }
}

// === impl Refused ===

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string())
    }
}

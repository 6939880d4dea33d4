//! Enum values: by name, by number, as `null` for the one enum that means it.

use std::{fmt, marker::PhantomData};

use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use super::{Codec, Options, Outcome, scalar::integer};

/// The names of a protobuf enum.
pub trait Enum: 'static {
    /// Whether its only value is written as `null`.
    const IS_NULL: bool = false;

    /// All names, aliases too, in the order of the `.proto` file.
    const NAMES: &'static [&'static str];

    /// The first name of a number.
    fn name(number: i32) -> Option<&'static str>;

    /// The number of a name, aliases too.
    fn number(name: &str) -> Option<i32>;
}

/// Fields of an enum type, which prost holds as numbers.
pub struct Enumeration<E>(PhantomData<E>);

struct EnumVisitor<'a, E> {
    into: &'a mut i32,
    ignore_unknown: bool,
    names: PhantomData<E>,
}

// === impl Enumeration ===

impl<E: Enum> Codec for Enumeration<E> {
    type Value = i32;

    fn read<'de, D: Deserializer<'de>>(
        into: &mut i32,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        let read = options.read;
        let visitor = EnumVisitor::<E> {
            into,
            ignore_unknown: read.ignore_unknown_fields && !read.refuse_unknown_names,
            names: PhantomData,
        };
        // a plain text, unlike one in quotes, may also be a number: it can tell by this call
        deserializer.deserialize_newtype_struct("enum", visitor)
    }

    fn write<S: Serializer>(
        value: &i32,
        serializer: S,
        options: &Options,
    ) -> Result<S::Ok, S::Error> {
        if E::IS_NULL {
            return serializer.serialize_unit();
        }
        match E::name(*value) {
            Some(name) if !options.write.enum_numbers => serializer.serialize_str(name),
            _ => serializer.serialize_i32(*value),
        }
    }

    fn is_default(value: &i32) -> bool {
        *value == 0
    }
}

impl<E> fmt::Debug for Enumeration<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enumeration")
    }
}

// === impl EnumVisitor ===

impl<E: Enum> EnumVisitor<'_, E> {
    fn number<T: TryInto<i32>>(self, number: T) -> Option<Outcome> {
        *self.into = number.try_into().ok()?;
        Some(Outcome::Set)
    }
}

impl<'de, E: Enum> Visitor<'de> for EnumVisitor<'_, E> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name or the number of an enum value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Outcome, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_str<Er: de::Error>(self, name: &str) -> Result<Outcome, Er> {
        match E::number(name) {
            Some(number) => {
                *self.into = number;
                Ok(Outcome::Set)
            }
            None if self.ignore_unknown => Ok(Outcome::Unknown),
            // the caller's name comes last: what is too long is cut
            None => Err(Er::custom(format_args!(
                "expected a number or one of {}, not {name:?}",
                E::NAMES.join(", ")
            ))),
        }
    }

    fn visit_i64<Er: de::Error>(self, number: i64) -> Result<Outcome, Er> {
        self.number(number)
            .ok_or_else(|| integer::out_of_range(number))
    }

    fn visit_u64<Er: de::Error>(self, number: u64) -> Result<Outcome, Er> {
        self.number(number)
            .ok_or_else(|| integer::out_of_range(number))
    }

    fn visit_f64<Er: de::Error>(self, number: f64) -> Result<Outcome, Er> {
        *self.into = integer::from_float(number).ok_or_else(|| integer::out_of_range(number))?;
        Ok(Outcome::Set)
    }

    fn visit_unit<Er: de::Error>(self) -> Result<Outcome, Er> {
        if E::IS_NULL {
            *self.into = 0;
            return Ok(Outcome::Set);
        }
        Ok(Outcome::Null)
    }
}

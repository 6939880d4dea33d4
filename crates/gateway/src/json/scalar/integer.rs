//! Whole numbers: 32 bits as numbers, 64 bits in quotes, both read in either form.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use super::number::Number;
use crate::json::{Message, Options, Outcome};

/// What all four types share.
pub(in crate::json) trait Integer:
    TryFrom<i64> + TryFrom<u64> + TryFrom<i128> + FromStr
{
}

struct IntegerVisitor<'a, T>(&'a mut T);

/// A number from a text without quotes around it.
pub(in crate::json) fn from_text<T: Integer>(text: &str) -> Option<T> {
    let is_plain = match text.as_bytes() {
        [b'0'] => true,
        [b'-', b'1'..=b'9', rest @ ..] | [b'1'..=b'9', rest @ ..] => {
            rest.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    if is_plain {
        return text.parse().ok();
    }
    Number::parse(text)?.to_integer()?.try_into().ok()
}

/// A number that was written with a point or an exponent.
pub(in crate::json) fn from_float<T: Integer>(number: f64) -> Option<T> {
    // 64 bits with a sign and without it; beyond, the conversion would stop at the limit
    let fits = (-2_f64.powi(63)..2_f64.powi(64)).contains(&number);
    (fits && number.fract() == 0.0).then_some(())?;
    (number as i128).try_into().ok()
}

/// Why a number is refused.
pub(in crate::json) fn out_of_range<E: de::Error>(number: impl Display) -> E {
    E::custom(format_args!("{number} is out of range"))
}

fn read<'de, T: Integer, D: Deserializer<'de>>(
    into: &mut T,
    deserializer: D,
) -> Result<Outcome, D::Error> {
    deserializer.deserialize_any(IntegerVisitor(into))
}

impl Integer for i32 {}
impl Integer for u32 {}
impl Integer for i64 {}
impl Integer for u64 {}

impl Message for i32 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(*self)
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Message for u32 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(*self)
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Message for i64 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(itoa::Buffer::new().format(*self))
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Message for u64 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(itoa::Buffer::new().format(*self))
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

// === impl IntegerVisitor ===

impl<T: Integer> IntegerVisitor<'_, T> {
    fn set<E: de::Error>(self, number: Option<T>, shown: impl Display) -> Result<Outcome, E> {
        *self.0 = number.ok_or_else(|| out_of_range(shown))?;
        Ok(Outcome::Set)
    }
}

impl<T: Integer> Visitor<'_> for IntegerVisitor<'_, T> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Outcome, E> {
        self.set(T::try_from(number).ok(), number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Outcome, E> {
        self.set(T::try_from(number).ok(), number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Outcome, E> {
        if number.fract() != 0.0 {
            return Err(E::invalid_value(de::Unexpected::Float(number), &self));
        }
        self.set(from_float(number), number)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        match from_text(text) {
            Some(number) => self.set(Some(number), text),
            None => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

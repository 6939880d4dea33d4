//! Floating point numbers, among them three that only quotes can hold.

use std::{fmt, str::FromStr};

use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use super::number::Number;
use crate::json::{Message, Options, Outcome};

/// What both types share.
trait Float: Copy + FromStr + PartialEq {
    const NAN: Self;
    const INFINITY: Self;
    const NEG_INFINITY: Self;

    /// The nearest value; none when it is finite no more.
    fn nearest(number: f64) -> Option<Self>;

    fn is_finite(self) -> bool;
}

struct FloatVisitor<'a, T>(&'a mut T);

fn read<'de, T: Float, D: Deserializer<'de>>(
    into: &mut T,
    deserializer: D,
) -> Result<Outcome, D::Error> {
    deserializer.deserialize_any(FloatVisitor(into))
}

fn from_text<T: Float>(text: &str) -> Option<T> {
    match text {
        "NaN" => Some(T::NAN),
        "Infinity" => Some(T::INFINITY),
        "-Infinity" => Some(T::NEG_INFINITY),
        _ => {
            Number::parse(text)?;
            text.parse().ok().filter(|number: &T| number.is_finite())
        }
    }
}

/// The name of a value that is not finite.
fn name<T: Float>(number: T) -> &'static str {
    if number == T::INFINITY {
        "Infinity"
    } else if number == T::NEG_INFINITY {
        "-Infinity"
    } else {
        "NaN"
    }
}

// === impl Float ===

impl Float for f64 {
    const NAN: Self = Self::NAN;
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;

    fn nearest(number: f64) -> Option<Self> {
        Some(number)
    }

    fn is_finite(self) -> bool {
        self.is_finite()
    }
}

impl Float for f32 {
    const NAN: Self = Self::NAN;
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;

    fn nearest(number: f64) -> Option<Self> {
        let number = number as Self;
        number.is_finite().then_some(number)
    }

    fn is_finite(self) -> bool {
        self.is_finite()
    }
}

// === impl Message ===

impl Message for f64 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        if self.is_finite() {
            serializer.serialize_f64(*self)
        } else {
            serializer.serialize_str(name(*self))
        }
    }

    fn is_default(&self) -> bool {
        self.to_bits() == 0
    }
}

impl Message for f32 {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        read(self, deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        if self.is_finite() {
            serializer.serialize_f32(*self)
        } else {
            serializer.serialize_str(name(*self))
        }
    }

    fn is_default(&self) -> bool {
        self.to_bits() == 0
    }
}

// === impl FloatVisitor ===

impl<T: Float> Visitor<'_> for FloatVisitor<'_, T> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"NaN\", \"Infinity\" or \"-Infinity\"")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Outcome, E> {
        *self.0 = T::nearest(number).ok_or_else(|| super::integer::out_of_range(number))?;
        Ok(Outcome::Set)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Outcome, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Outcome, E> {
        self.visit_f64(number as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        match from_text(text) {
            Some(number) => {
                *self.0 = number;
                Ok(Outcome::Set)
            }
            None => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

//! `google.protobuf.Struct`, `Value` and `ListValue`: any JSON, as it is.

use std::{fmt, marker::PhantomData};

use prost_types::{ListValue, NullValue, Struct, Value, value::Kind};
use serde::{
    de::{self, Deserializer, MapAccess, SeqAccess, Visitor},
    ser::{self, Serialize as _, Serializer},
};

use crate::json::{Enum, Message, Options, Outcome, Plain, map, repeated};

struct StructVisitor<'a> {
    fields: &'a mut Struct,
    options: &'a Options,
}

struct ListVisitor<'a> {
    list: &'a mut ListValue,
    options: &'a Options,
}

struct ValueVisitor<'a> {
    value: &'a mut Value,
    options: &'a Options,
}

impl Enum for NullValue {
    const IS_NULL: bool = true;
    const NAMES: &'static [&'static str] = &["NULL_VALUE"];

    fn name(number: i32) -> Option<&'static str> {
        Self::try_from(number).ok().map(|null| null.as_str_name())
    }

    fn number(name: &str) -> Option<i32> {
        Self::from_str_name(name).map(i32::from)
    }
}

// === impl Struct ===

impl Message for Struct {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_option(StructVisitor {
            fields: self,
            options,
        })
    }

    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        let (map, codec) = (&self.fields, PhantomData::<Plain<Value>>);
        map::Shown {
            map,
            options,
            codec,
        }
        .serialize(serializer)
    }
}

impl<'de> Visitor<'de> for StructVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Outcome, A::Error> {
        let into = map::Into::<Plain<Value>, _> {
            target: &mut self.fields.fields,
            options: self.options,
            codec: PhantomData,
        };
        into.visit_map(object)?;
        Ok(Outcome::Set)
    }
}

// === impl ListValue ===

impl Message for ListValue {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_option(ListVisitor {
            list: self,
            options,
        })
    }

    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        let values = &self.values;
        repeated::Shown::<Plain<Value>> { values, options }.serialize(serializer)
    }
}

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Outcome, A::Error> {
        let into = repeated::Into::<Plain<Value>> {
            target: &mut self.list.values,
            options: self.options,
        };
        into.visit_seq(array)?;
        Ok(Outcome::Set)
    }
}

// === impl Value ===

impl Message for Value {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(ValueVisitor {
            value: self,
            options,
        })
    }

    /// A value without a kind is `null` like one that says so.
    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        match &self.kind {
            None | Some(Kind::NullValue(_)) => serializer.serialize_unit(),
            Some(Kind::NumberValue(number)) if number.is_finite() => {
                write_number(*number, serializer)
            }
            Some(Kind::NumberValue(_)) => {
                Err(ser::Error::custom("a Value cannot hold NaN or Infinity"))
            }
            Some(Kind::StringValue(text)) => serializer.serialize_str(text),
            Some(Kind::BoolValue(value)) => serializer.serialize_bool(*value),
            Some(Kind::StructValue(fields)) => Message::write(fields, serializer, options),
            Some(Kind::ListValue(list)) => Message::write(list, serializer, options),
        }
    }
}

impl ValueVisitor<'_> {
    #[expect(clippy::unnecessary_wraps, reason = "the result of every visit")]
    fn set<E>(self, kind: Kind) -> Result<Outcome, E> {
        self.value.kind = Some(kind);
        Ok(Outcome::Set)
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        self.set(Kind::NullValue(NullValue::NullValue.into()))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Outcome, E> {
        self.set(Kind::BoolValue(value))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Outcome, E> {
        self.set(Kind::NumberValue(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Outcome, E> {
        self.set(Kind::NumberValue(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Outcome, E> {
        self.set(Kind::NumberValue(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        self.set(Kind::StringValue(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Outcome, A::Error> {
        let (mut list, options) = (ListValue::default(), self.options);
        let visitor = ListVisitor {
            list: &mut list,
            options,
        };
        visitor.visit_seq(array)?;
        self.set(Kind::ListValue(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Outcome, A::Error> {
        let (mut fields, options) = (Struct::default(), self.options);
        let visitor = StructVisitor {
            fields: &mut fields,
            options,
        };
        visitor.visit_map(object)?;
        self.set(Kind::StructValue(fields))
    }
}

/// A whole number without a fraction, as other writers of JSON have it; what a double cannot hold
/// exactly stays as it is.
fn write_number<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let is_whole = number.fract() == 0.0 && number.abs() < EXACT;
    if is_whole && !(number == 0.0 && number.is_sign_negative()) {
        serializer.serialize_i64(number as i64)
    } else {
        serializer.serialize_f64(number)
    }
}

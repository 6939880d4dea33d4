//! Reads the object form of a message, field by field.

use std::{fmt, marker::PhantomData};

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{
    Codec, Message, Options, Outcome,
    codec::Into,
    map::{self, Map, MapKey},
    repeated,
};

/// The value of a field that is about to be read.
#[derive(Debug)]
pub struct Field<'a, A> {
    pub(super) map: &'a mut A,
    pub(super) options: &'a Options,
    pub(super) seen: &'a mut Seen,
    /// How many fields the message has: what the numbers of its oneofs are counted from.
    pub(super) fields: usize,
}

/// The fields, and behind them the oneofs, that an object had so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    first: u128,
    more: Vec<u128>,
}

struct ObjectVisitor<'a, M> {
    message: &'a mut M,
    options: &'a Options,
}

/// Finds a field by its name; the name of an unknown one is not kept.
struct Name<M> {
    ignore_unknown: bool,
    message: PhantomData<M>,
}

/// Reads a message that is an object, or `null`.
pub(super) fn read<'de, M: Message, D: Deserializer<'de>>(
    message: &mut M,
    deserializer: D,
    options: &Options,
) -> Result<Outcome, D::Error> {
    deserializer.deserialize_option(ObjectVisitor { message, options })
}

// === impl Field ===

impl<'de, A: MapAccess<'de>> Field<'_, A> {
    /// A field without presence.
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    pub fn singular<C: Codec>(self, target: &mut C::Value) -> Result<(), A::Error> {
        self.value::<C>(target).map(drop)
    }

    /// A field with presence.
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    pub fn optional<C: Codec>(self, target: &mut Option<C::Value>) -> Result<(), A::Error> {
        let was_set = target.is_some();
        let outcome = self.value::<C>(target.get_or_insert_default());
        if !was_set && !matches!(outcome, Ok(Outcome::Set)) {
            *target = None;
        }
        outcome.map(drop)
    }

    /// A member of a oneof, given by the number of the oneof and how the member is made and taken
    /// apart.
    ///
    /// # Errors
    ///
    /// When the value does not fit, or another member was there.
    pub fn member<C: Codec, O>(
        self,
        target: &mut Option<O>,
        oneof: usize,
        make: fn(C::Value) -> O,
        take: fn(O) -> Option<C::Value>,
    ) -> Result<(), A::Error> {
        let slot = self.fields + oneof;
        let mut value = C::Value::default();
        // what was there before this object is read over, as with any other field
        if !self.seen.contains(slot)
            && let Some(before) = target.take().and_then(take)
        {
            value = before;
        }
        let into = Into::<C> {
            value: &mut value,
            options: self.options,
        };
        if self.map.next_value_seed(into)? != Outcome::Set {
            return Ok(());
        }
        if !self.seen.insert(slot) {
            return Err(A::Error::custom("another field of the same oneof is set"));
        }
        *target = Some(make(value));
        Ok(())
    }

    /// A repeated field.
    ///
    /// # Errors
    ///
    /// When a value does not fit.
    pub fn repeated<C: Codec>(self, target: &mut Vec<C::Value>) -> Result<(), A::Error> {
        let seed = repeated::Into::<C> {
            target,
            options: self.options,
        };
        self.map.next_value_seed(seed)
    }

    /// A map.
    ///
    /// # Errors
    ///
    /// When a key or a value does not fit, or a key is there twice.
    pub fn map<C, T>(self, target: &mut T) -> Result<(), A::Error>
    where
        C: Codec,
        T: Map<Value = C::Value>,
        T::Key: MapKey,
    {
        let seed = map::Into::<C, T> {
            target,
            options: self.options,
            codec: PhantomData,
        };
        self.map.next_value_seed(seed)
    }

    /// A value of no field.
    ///
    /// # Errors
    ///
    /// When it is no JSON.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    fn value<C: Codec>(self, value: &mut C::Value) -> Result<Outcome, A::Error> {
        self.map.next_value_seed(Into::<C> {
            value,
            options: self.options,
        })
    }
}

// === impl Seen ===

impl Seen {
    /// Whether this is new.
    fn insert(&mut self, slot: usize) -> bool {
        let bit = 1_u128 << (slot % 128);
        let word = match slot / 128 {
            0 => &mut self.first,
            more => {
                if self.more.len() < more {
                    self.more.resize(more, 0);
                }
                match self.more.get_mut(more - 1) {
                    Some(word) => word,
                    None => return true,
                }
            }
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn contains(&self, slot: usize) -> bool {
        let word = match slot / 128 {
            0 => Some(&self.first),
            more => self.more.get(more - 1),
        };
        word.is_some_and(|word| word & (1 << (slot % 128)) != 0)
    }
}

// === impl ObjectVisitor ===

impl<'de, M: Message> Visitor<'de> for ObjectVisitor<'_, M> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_struct("message", &[], self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let mut seen = Seen::default();
        loop {
            let name = Name::<M> {
                ignore_unknown: self.options.read.ignore_unknown_fields,
                message: PhantomData,
            };
            match map.next_key_seed(name)? {
                None => return Ok(Outcome::Set),
                Some(None) => drop(map.next_value::<IgnoredAny>()?),
                Some(Some(index)) => {
                    if !seen.insert(index) {
                        let name = M::FIELDS.get(index).map_or("", |name| name.json);
                        return Err(A::Error::duplicate_field(name));
                    }
                    let field = Field {
                        map: &mut map,
                        options: self.options,
                        seen: &mut seen,
                        fields: M::FIELDS.len(),
                    };
                    self.message.read_field(index, field)?;
                }
            }
        }
    }
}

// === impl Name ===

impl<'de, M: Message> DeserializeSeed<'de> for Name<M> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<M: Message> Visitor<'_> for Name<M> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        match M::field(name) {
            None if !self.ignore_unknown => Err(E::custom(format_args!("unknown field `{name}`"))),
            index => Ok(index),
        }
    }
}

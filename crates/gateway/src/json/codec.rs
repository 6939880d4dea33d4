//! How the value of a field is read and written: by its Rust type, but for enums, which prost
//! holds as numbers.

use std::{fmt, marker::PhantomData};

use serde::{
    de::{DeserializeSeed, Deserializer},
    ser::{Serialize, Serializer},
};

use super::{Message, Options};

/// One kind of field value.
pub trait Codec {
    /// How prost holds it.
    type Value: Default;

    /// Reads a value over what is there.
    ///
    /// # Errors
    ///
    /// When the text does not fit.
    fn read<'de, D: Deserializer<'de>>(
        into: &mut Self::Value,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error>;

    /// Writes a value.
    ///
    /// # Errors
    ///
    /// When it has no JSON form.
    fn write<S: Serializer>(
        value: &Self::Value,
        serializer: S,
        options: &Options,
    ) -> Result<S::Ok, S::Error>;

    /// Whether a field without presence is left out when it holds this.
    fn is_default(value: &Self::Value) -> bool;
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    Set,
    /// `null`, where it stands for nothing.
    Null,
    /// The unknown name of an enum value, which the options say to ignore.
    Unknown,
}

/// Scalars and messages, whose JSON form follows from their Rust type.
pub struct Plain<T>(PhantomData<T>);

/// Where a value is to be read.
pub(super) struct Into<'a, C: Codec> {
    pub(super) value: &'a mut C::Value,
    pub(super) options: &'a Options,
}

/// A value on its way out.
pub(super) struct Shown<'a, C: Codec> {
    pub(super) value: &'a C::Value,
    pub(super) options: &'a Options,
}

// === impl Plain ===

impl<T: Message> Codec for Plain<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(
        into: &mut T,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        into.read(deserializer, options)
    }

    fn write<S: Serializer>(
        value: &T,
        serializer: S,
        options: &Options,
    ) -> Result<S::Ok, S::Error> {
        Message::write(value, serializer, options)
    }

    fn is_default(value: &T) -> bool {
        value.is_default()
    }
}

impl<T> fmt::Debug for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain")
    }
}

// === impl Into ===

impl<'de, C: Codec> DeserializeSeed<'de> for Into<'_, C> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        C::read(self.value, deserializer, self.options)
    }
}

// === impl Shown ===

impl<C: Codec> Serialize for Shown<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.value, serializer, self.options)
    }
}

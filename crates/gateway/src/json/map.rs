//! Maps: objects, whose keys are the texts of strings, whole numbers or booleans.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{BuildHasher, Hash},
    marker::PhantomData,
};

use serde::{
    de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor},
    ser::{Serialize, SerializeMap as _, Serializer},
};

use super::{
    Codec, Options, Outcome,
    codec::{self, Shown as ShownValue},
    scalar::integer,
};

/// What prost may hold a map in.
pub trait Map {
    /// The type of its keys.
    type Key: MapKey;
    /// The type of its values.
    type Value;

    /// Adds an entry; false when the key was there.
    fn add(&mut self, key: Self::Key, value: Self::Value) -> bool;

    /// All entries.
    fn entries(&self) -> impl Iterator<Item = (&Self::Key, &Self::Value)>;
}

/// A type that can be the key of a map.
pub trait MapKey: Sized + 'static {
    /// What the text stands for.
    fn from_text(text: &str) -> Option<Self>;

    /// The text of the key.
    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R;
}

/// Where a map is to be read.
pub(super) struct Into<'a, C, T> {
    pub(super) target: &'a mut T,
    pub(super) options: &'a Options,
    pub(super) codec: PhantomData<C>,
}

/// A map on its way out.
pub(super) struct Shown<'a, C, T> {
    pub(super) map: &'a T,
    pub(super) options: &'a Options,
    pub(super) codec: PhantomData<C>,
}

struct Key<K>(PhantomData<K>);

// === impl Map ===

impl<K: MapKey + Eq + Hash, V, S: BuildHasher> Map for HashMap<K, V, S> {
    type Key = K;
    type Value = V;

    fn add(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_none()
    }

    fn entries(&self) -> impl Iterator<Item = (&K, &V)> {
        self.iter()
    }
}

impl<K: MapKey + Ord, V> Map for BTreeMap<K, V> {
    type Key = K;
    type Value = V;

    fn add(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_none()
    }

    fn entries(&self) -> impl Iterator<Item = (&K, &V)> {
        self.iter()
    }
}

// === impl MapKey ===

impl MapKey for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(self)
    }
}

impl MapKey for bool {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(if *self { "true" } else { "false" })
    }
}

impl MapKey for i32 {
    fn from_text(text: &str) -> Option<Self> {
        integer::from_text(text)
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(itoa::Buffer::new().format(*self))
    }
}

impl MapKey for u32 {
    fn from_text(text: &str) -> Option<Self> {
        integer::from_text(text)
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(itoa::Buffer::new().format(*self))
    }
}

impl MapKey for i64 {
    fn from_text(text: &str) -> Option<Self> {
        integer::from_text(text)
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(itoa::Buffer::new().format(*self))
    }
}

impl MapKey for u64 {
    fn from_text(text: &str) -> Option<Self> {
        integer::from_text(text)
    }

    fn with_text<R>(&self, show: impl FnOnce(&str) -> R) -> R {
        show(itoa::Buffer::new().format(*self))
    }
}

// === impl Into ===

impl<'de, C: Codec, T: Map<Value = C::Value>> DeserializeSeed<'de> for Into<'_, C, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, C: Codec, T: Map<Value = C::Value>> Visitor<'de> for Into<'_, C, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key::<T::Key>(PhantomData))? {
            let mut value = C::Value::default();
            let into = codec::Into::<C> {
                value: &mut value,
                options: self.options,
            };
            match map.next_value_seed(into)? {
                Outcome::Set => {
                    if !self.target.add(key, value) {
                        return Err(A::Error::custom("the same key twice"));
                    }
                }
                Outcome::Unknown => {}
                Outcome::Null => return Err(A::Error::custom("null in a map")),
            }
        }
        Ok(())
    }
}

// === impl Shown ===

impl<C: Codec, T: Map<Value = C::Value>> Serialize for Shown<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (key, value) in self.map.entries() {
            let value = ShownValue::<C> {
                value,
                options: self.options,
            };
            key.with_text(|key| object.serialize_entry(key, &value))?;
        }
        object.end()
    }
}

// === impl Key ===

impl<'de, K: MapKey> DeserializeSeed<'de> for Key<K> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: MapKey> Visitor<'_> for Key<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key of the map")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<K, E> {
        K::from_text(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

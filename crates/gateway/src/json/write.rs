//! Writes the object form of a message, or one field of it.

use std::marker::PhantomData;

use bytes::BytesMut;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{
    Codec, Error, FieldName, Message, Options,
    codec::Shown as ShownValue,
    map::{self, Map},
    repeated,
};

/// Takes the fields of a message one by one.
pub trait FieldSink {
    /// Why it fails.
    type Error;

    /// A field without presence.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    fn singular<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> Result<(), Self::Error>;

    /// A field with presence that is set, or a member of a oneof.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    fn present<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> Result<(), Self::Error>;

    /// A repeated field.
    ///
    /// # Errors
    ///
    /// When a value has no JSON form.
    fn repeated<C: Codec>(
        &mut self,
        name: &'static FieldName,
        values: &[C::Value],
    ) -> Result<(), Self::Error>;

    /// A map.
    ///
    /// # Errors
    ///
    /// When a value has no JSON form.
    fn map<C: Codec, T: Map<Value = C::Value>>(
        &mut self,
        name: &'static FieldName,
        map: &T,
    ) -> Result<(), Self::Error>;

    /// A field with presence.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    fn optional<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &Option<C::Value>,
    ) -> Result<(), Self::Error> {
        match value {
            Some(value) => self.present::<C>(name, value),
            None => Ok(()),
        }
    }
}

/// All fields into an object.
struct Object<'a, S> {
    object: S,
    options: &'a Options,
}

/// One field as a value of its own.
struct One<'a> {
    name: &'static str,
    options: &'a Options,
    out: &'a mut BytesMut,
    found: bool,
}

/// How long a text may be before the memory for it grows: about a small message.
const USUAL_SIZE: usize = 1024;

/// Writes a text behind what is there. serde_json hands out many small pieces, which a vector
/// takes far quicker than a [`BytesMut`].
pub(super) fn text(
    out: &mut BytesMut,
    write: impl FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let mut text = Vec::with_capacity(USUAL_SIZE);
    write(&mut serde_json::Serializer::new(&mut text))?;
    out.extend_from_slice(&text);
    Ok(())
}

/// Writes a message as an object.
pub(super) fn object<M: Message, S: Serializer>(
    message: &M,
    serializer: S,
    options: &Options,
) -> Result<S::Ok, S::Error> {
    let mut sink = Object {
        object: serializer.serialize_map(None)?,
        options,
    };
    message.write_fields(&mut sink)?;
    sink.object.end()
}

/// Writes one field, given by its place. One that is not set is `null`.
pub(super) fn one_field<M: Message>(
    message: &M,
    index: usize,
    options: &Options,
    out: &mut BytesMut,
) -> Result<(), Error> {
    let name = M::FIELDS.get(index).map_or("", |name| name.proto);
    let mut sink = One {
        name,
        options,
        out,
        found: false,
    };
    message.write_fields(&mut sink).map_err(Error::write)?;
    if !sink.found {
        out.extend_from_slice(b"null");
    }
    Ok(())
}

// === impl Object ===

impl<S: SerializeMap> Object<'_, S> {
    fn entry(&mut self, name: &FieldName, value: &impl Serialize) -> Result<(), S::Error> {
        let name = if self.options.write.proto_names {
            name.proto
        } else {
            name.json
        };
        self.object.serialize_entry(name, value)
    }
}

impl<S: SerializeMap> FieldSink for Object<'_, S> {
    type Error = S::Error;

    fn singular<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> Result<(), S::Error> {
        if C::is_default(value) && !self.options.write.default_values {
            return Ok(());
        }
        self.present::<C>(name, value)
    }

    fn present<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> Result<(), S::Error> {
        let options = self.options;
        self.entry(name, &ShownValue::<C> { value, options })
    }

    fn repeated<C: Codec>(
        &mut self,
        name: &'static FieldName,
        values: &[C::Value],
    ) -> Result<(), S::Error> {
        let options = self.options;
        if values.is_empty() && !options.write.default_values {
            return Ok(());
        }
        self.entry(name, &repeated::Shown::<C> { values, options })
    }

    fn map<C: Codec, T: Map<Value = C::Value>>(
        &mut self,
        name: &'static FieldName,
        map: &T,
    ) -> Result<(), S::Error> {
        let options = self.options;
        if map.entries().next().is_none() && !options.write.default_values {
            return Ok(());
        }
        let codec = PhantomData::<C>;
        self.entry(
            name,
            &map::Shown {
                map,
                options,
                codec,
            },
        )
    }
}

// === impl One ===

impl One<'_> {
    fn write(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        self.found = true;
        text(self.out, |serializer| value.serialize(serializer))
    }
}

impl FieldSink for One<'_> {
    type Error = serde_json::Error;

    fn singular<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> serde_json::Result<()> {
        self.present::<C>(name, value)
    }

    fn present<C: Codec>(
        &mut self,
        name: &'static FieldName,
        value: &C::Value,
    ) -> serde_json::Result<()> {
        if name.proto != self.name {
            return Ok(());
        }
        let options = self.options;
        self.write(&ShownValue::<C> { value, options })
    }

    fn repeated<C: Codec>(
        &mut self,
        name: &'static FieldName,
        values: &[C::Value],
    ) -> serde_json::Result<()> {
        if name.proto != self.name {
            return Ok(());
        }
        let options = self.options;
        self.write(&repeated::Shown::<C> { values, options })
    }

    fn map<C: Codec, T: Map<Value = C::Value>>(
        &mut self,
        name: &'static FieldName,
        map: &T,
    ) -> serde_json::Result<()> {
        if name.proto != self.name {
            return Ok(());
        }
        let (options, codec) = (self.options, PhantomData::<C>);
        self.write(&map::Shown {
            map,
            options,
            codec,
        })
    }
}

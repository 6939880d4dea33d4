//! What has a JSON form.

use serde::{
    de::{Deserializer, MapAccess},
    ser::Serializer,
};

use super::{Field, FieldSink, Options, Outcome, object, write};

/// A protobuf message with a JSON form.
///
/// Generated messages say which fields they have, and are objects of them. Messages with a form
/// of their own, a time for example, bring `read` and `write` instead.
pub trait Message: prost::Message + Default + 'static {
    /// The fields, in the order of the `.proto` file.
    const FIELDS: &'static [FieldName] = &[];

    /// The place in [`FIELDS`](Self::FIELDS) of the field with this name, in either form.
    fn field(_name: &str) -> Option<usize> {
        None
    }

    /// Reads the value of a field, given by its place.
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        _index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        field.skip()
    }

    /// Hands all fields to a sink, in the order of the `.proto` file.
    ///
    /// # Errors
    ///
    /// As the sink decides.
    fn write_fields<S: FieldSink>(&self, _sink: &mut S) -> Result<(), S::Error> {
        Ok(())
    }

    /// Reads the message over what is there.
    ///
    /// # Errors
    ///
    /// When the text does not fit.
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        object::read(self, deserializer, options)
    }

    /// Writes the message.
    ///
    /// # Errors
    ///
    /// When something in it has no JSON form.
    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        write::object(self, serializer, options)
    }

    /// Whether a field without presence is left out when it holds this.
    fn is_default(&self) -> bool {
        false
    }
}

/// The two names of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldName {
    /// As JSON has it, `lowerCamelCase` unless the `.proto` file says otherwise.
    pub json: &'static str,
    /// As the `.proto` file has it.
    pub proto: &'static str,
}

impl<M: Message> Message for Box<M> {
    const FIELDS: &'static [FieldName] = M::FIELDS;

    fn field(name: &str) -> Option<usize> {
        M::field(name)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        M::read_field(self, index, field)
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        M::write_fields(self, sink)
    }

    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        M::read(self, deserializer, options)
    }

    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        M::write(self, serializer, options)
    }

    fn is_default(&self) -> bool {
        M::is_default(self)
    }
}

//! ProtoJSON: the JSON form of protobuf messages, to the letter of its specification.
//!
//! [`decode`] and [`encode`] work on any [`Message`]: the trait that `portcullis-gateway-build`
//! implements for every message prost generates, and this module for the well-known types of
//! [`prost_types`]. `serde_json` reads and writes the text; what stands between it and the fields
//! is here: both names of a field, numbers and enums in each accepted form, `null`, duplicates,
//! presence, special forms.
//!
//! Why a trait beside serde's two: these take no options for a call, and a derived or generated
//! `Deserialize` settles unknown fields, `null`, duplicates and aliases when it is compiled.
//! `pbjson` generates such implementations; nearly every line of them would have to differ here.
//! Messages still are serde types, with the default [`Options`].
//!
//! The module knows no HTTP and none of the messages of an application.

mod codec;
mod depth;
mod enumeration;
mod error;
mod map;
mod message;
mod object;
mod options;
mod registry;
mod repeated;
mod scalar;
mod text;
mod value;
mod wkt;
mod write;

use bytes::BytesMut;

pub use self::{
    codec::{Codec, Outcome, Plain},
    depth::{MAX_DEPTH, too_deep},
    enumeration::{Enum, Enumeration},
    error::Error,
    map::{Map, MapKey},
    message::{FieldName, Message},
    object::Field,
    options::{Options, ReadOptions, WriteOptions},
    registry::TypeRegistry,
    write::FieldSink,
};

/// What generated code needs of serde, so that its crate need not depend on it.
#[doc(hidden)]
pub use serde;

pub(crate) use self::wkt::any::detail;

/// Reads a message; nothing but blanks means a message without a field set.
///
/// # Errors
///
/// With the reason, the field and the place in the text.
pub fn decode<M: Message>(text: &[u8], options: &Options) -> Result<M, Error> {
    let mut message = M::default();
    let text = std::str::from_utf8(text)?;
    if !text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        depth::check(text, options.max_depth)?;
        value::read::<Plain<M>>(&mut message, text, options)?;
    }
    Ok(message)
}

/// Writes a message.
///
/// # Errors
///
/// When the message holds what JSON cannot show: a time out of range, an `Any` of unknown type.
pub fn encode<M: Message>(message: &M, options: &Options, out: &mut BytesMut) -> Result<(), Error> {
    write::text(out, |serializer| message.write(serializer, options)).map_err(Error::write)
}

/// Reads the value of one top-level field, named in either form, into a message.
///
/// # Errors
///
/// As [`decode`]; also when there is no such field.
pub fn decode_field<M: Message>(
    message: &mut M,
    field: &str,
    text: &[u8],
    options: &Options,
) -> Result<(), Error> {
    let index = M::field(field).ok_or_else(|| Error::no_field(field))?;
    let text = std::str::from_utf8(text)?;
    if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        return Ok(());
    }
    depth::check(text, options.max_depth)?;
    value::read_field(message, index, text, options)
}

/// Writes the value of one top-level field, named in either form, even when it is the default.
///
/// # Errors
///
/// As [`encode`]; also when there is no such field.
pub fn encode_field<M: Message>(
    message: &M,
    field: &str,
    options: &Options,
    out: &mut BytesMut,
) -> Result<(), Error> {
    let index = M::field(field).ok_or_else(|| Error::no_field(field))?;
    write::one_field(message, index, options, out)
}

/// Sets a field from plain text, as a path or a query carries it: without quotes, appended when
/// the field is repeated. The path to it is dotted, each name in either form.
///
/// Whether there is such a field.
///
/// # Errors
///
/// When the text is no value of the field's type, or the field has none that fits in a text.
pub fn set_text<M: Message>(
    message: &mut M,
    path: &str,
    text: &str,
    options: &Options,
) -> Result<bool, Error> {
    text::set(message, path, text, options)
}

/// What serde's `Serialize` does for a message: the default options.
///
/// # Errors
///
/// As [`encode`].
pub fn serialize<M: Message, S: serde::Serializer>(
    message: &M,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    message.write(serializer, &Options::new())
}

/// What serde's `Deserialize` does for a message: the default options.
///
/// # Errors
///
/// As [`decode`].
pub fn deserialize<'de, M: Message, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<M, D::Error> {
    let mut message = M::default();
    match message.read(deserializer, &Options::new())? {
        Outcome::Set => Ok(message),
        _ => Err(serde::de::Error::custom("null is no message")),
    }
}

#[cfg(test)]
mod tests;

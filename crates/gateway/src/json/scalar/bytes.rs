//! Bytes in base64: written by the standard alphabet with padding, read in any common form.

use std::fmt;

use base64::{
    DecodeError, Engine as _, alphabet,
    display::Base64Display,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use bytes::Bytes;
use serde::{
    de::{self, Deserializer, Visitor},
    ser::Serializer,
};

use crate::json::{Message, Options, Outcome};

/// Padding may be there or not, and bits behind the last byte may be anything.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// From how many bytes on base64 is written piece by piece, without a text of all of it.
const LONG: usize = 4096;

struct BytesVisitor<'a, T>(&'a mut T);

impl Message for Vec<u8> {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(BytesVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        write(self, serializer)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl Message for Bytes {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(BytesVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        write(self, serializer)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

fn write<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if bytes.len() < LONG {
        serializer.serialize_str(&general_purpose::STANDARD.encode(bytes))
    } else {
        serializer.collect_str(&Base64Display::new(bytes, &general_purpose::STANDARD))
    }
}

// === impl BytesVisitor ===

impl<T: From<Vec<u8>>> Visitor<'_> for BytesVisitor<'_, T> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes in base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        let bytes = STANDARD.decode(text).or_else(|error| match error {
            // of the two alphabets only the other one has these
            DecodeError::InvalidByte(_, b'-' | b'_') => URL_SAFE.decode(text),
            error => Err(error),
        });
        *self.0 = bytes.map_err(E::custom)?.into();
        Ok(Outcome::Set)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

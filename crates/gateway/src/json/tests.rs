//! What is read, refused and written, on a message with a field of every kind.

mod any;
mod errors;
mod fields;
mod properties;
mod read;
mod sample;
mod write;

use bytes::BytesMut;

use self::sample::{Choice, Color, Sample};
use super::{Options, decode, encode};

/// The message that a text stands for.
#[track_caller]
fn read(text: &str) -> Sample {
    match decode(text.as_bytes(), &Options::new()) {
        Ok(message) => message,
        Err(error) => panic!("{text}: {error}"),
    }
}

/// The text of a message.
#[track_caller]
fn written(message: &Sample, options: &Options) -> String {
    let mut out = BytesMut::new();
    encode(message, options, &mut out).unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(out.to_vec()).unwrap()
}

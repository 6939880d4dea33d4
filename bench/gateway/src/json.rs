//! JSON as the gateway has it, for what the callers send and expect.

use bytes::{Bytes, BytesMut};
use portcullis_gateway::json::{self, Message, Options};

/// # Panics
///
/// Never: what is sent here has a JSON form.
pub fn encode<M: Message>(message: &M) -> Bytes {
    let mut text = BytesMut::new();
    json::encode(message, &Options::default(), &mut text).expect("a message with a JSON form");
    text.freeze()
}

/// # Errors
///
/// When the text is no such message.
pub fn decode<M: Message>(text: &[u8]) -> Result<M, json::Error> {
    json::decode(text, &Options::default())
}

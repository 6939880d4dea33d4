//! The form in which a call's messages are written, and messages read and written in it.

use bytes::{Buf, BytesMut};
use prost::Message;
use tonic::Status;

use crate::protocol::Protocol;

/// How the messages of one call are encoded.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// The binary encoding.
    Proto(Protocol),
    /// JSON.
    Json,
}

// === impl Form ===

impl Form {
    pub(crate) fn decode<M: Message + Default>(&self, bytes: impl Buf) -> Result<M, Status> {
        match self {
            Self::Proto(protocol) => M::decode(bytes).map_err(|error| {
                let message = format!("the message cannot be decoded: {error}");
                if protocol.is_connect() {
                    Status::invalid_argument(message)
                } else {
                    Status::internal(message)
                }
            }),
            Self::Json => Err(Status::unimplemented("JSON")),
        }
    }

    pub(crate) fn encode<M: Message>(&self, message: &M, buf: &mut BytesMut) -> Result<(), Status> {
        match self {
            Self::Proto(_) => message.encode(buf).map_err(|error| {
                Status::internal(format!("the answer cannot be encoded: {error}"))
            }),
            Self::Json => Err(Status::unimplemented("JSON")),
        }
    }
}

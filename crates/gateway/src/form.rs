//! The form in which a call's messages are written, and messages read and written in it.

use std::sync::Arc;

use bytes::{Buf as _, Bytes, BytesMut};
use tonic::Status;

use crate::{
    json::{self, Message},
    protocol::{Codec, Dialect, Protocol},
    rest::head::Head,
};

/// How the messages of one call are encoded.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// The binary encoding.
    Proto(Protocol),
    /// JSON.
    Json(Arc<json::Options>),
    /// What a route says; read and written where the message types are known.
    Rest(Arc<RestCall>),
}

/// A REST call, as far as it is no body.
#[derive(Debug)]
pub(crate) struct RestCall {
    /// Which of the method's routes.
    pub(crate) route: usize,
    pub(crate) head: Head,
}

// === impl Form ===

impl Form {
    pub(crate) fn of(dialect: Dialect, options: &Arc<json::Options>) -> Self {
        match dialect.codec {
            Codec::Proto => Self::Proto(dialect.protocol),
            Codec::Json => Self::Json(Arc::clone(options)),
        }
    }

    /// # Errors
    ///
    /// When the bytes are no such message: INVALID_ARGUMENT, but INTERNAL for the binary encoding
    /// in gRPC, which blames the sender's library.
    pub(crate) fn decode<M: Message>(&self, bytes: Bytes) -> Result<M, Status> {
        match self {
            Self::Proto(protocol) => M::decode(bytes).map_err(|error| {
                let message = format!("the message cannot be decoded: {error}");
                if protocol.is_connect() {
                    Status::invalid_argument(message)
                } else {
                    Status::internal(message)
                }
            }),
            // a message without a field has a text, too
            Self::Json(_) if !bytes.has_remaining() => {
                Err(Status::invalid_argument("invalid JSON body: it is empty"))
            }
            Self::Json(options) => Ok(json::decode(&bytes, options)?),
            Self::Rest(_) => Err(no_routes()),
        }
    }

    pub(crate) fn encode<M: Message>(&self, message: &M, buf: &mut BytesMut) -> Result<(), Status> {
        match self {
            Self::Proto(_) => message.encode(buf).map_err(not_encoded),
            Self::Json(options) => Ok(json::encode(message, options, buf)?),
            Self::Rest(_) => Err(no_routes()),
        }
    }
}

fn no_routes() -> Status {
    Status::internal("a method without routes was called by one")
}

fn not_encoded(error: prost::EncodeError) -> Status {
    let mut status = Status::internal("the answer cannot be encoded");
    status.set_source(Arc::new(error));
    status
}

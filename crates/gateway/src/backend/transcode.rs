//! Messages whose types are known only at run time, between JSON and the binary encoding.

use bytes::{BufMut as _, BytesMut};
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor};
use tonic::Status;

use crate::json;

/// The message types of one method.
#[derive(Clone, Debug)]
pub(super) struct Transcoder {
    request: MessageDescriptor,
    response: MessageDescriptor,
}

// === impl Transcoder ===

impl Transcoder {
    pub(super) fn new(method: &MethodDescriptor) -> Self {
        Self {
            request: method.input(),
            response: method.output(),
        }
    }

    pub(super) fn request_from_json(&self, text: &[u8], buf: &mut BytesMut) -> Result<(), Status> {
        let invalid = |error: &dyn std::fmt::Display| {
            Status::invalid_argument(format!("invalid JSON body: {error}"))
        };
        if json::too_deep(text, json::MAX_DEPTH).is_some() {
            return Err(invalid(&format_args!(
                "nested deeper than {} levels",
                json::MAX_DEPTH
            )));
        }
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let message = DynamicMessage::deserialize(self.request.clone(), &mut deserializer);
        let message = message.map_err(|error| invalid(&error))?;
        deserializer.end().map_err(|error| invalid(&error))?;
        message
            .encode(buf)
            .map_err(|error| Status::internal(error.to_string()))
    }

    pub(super) fn response_to_json(
        &self,
        message: &[u8],
        buf: &mut BytesMut,
    ) -> Result<(), Status> {
        let message = DynamicMessage::decode(self.response.clone(), message)
            .map_err(|error| Status::internal(error.to_string()))?;
        serde_json::to_writer(buf.writer(), &message)
            .map_err(|error| Status::internal(error.to_string()))
    }
}

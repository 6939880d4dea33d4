//! Messages whose types are known only at run time, between JSON and the binary encoding.

use bytes::{BufMut as _, BytesMut};
use prost::Message as _;
use prost_reflect::{
    DeserializeOptions, DynamicMessage, MessageDescriptor, MethodDescriptor, SerializeOptions,
};
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

    pub(super) fn request_from_json(
        &self,
        text: &[u8],
        options: &json::Options,
        buf: &mut BytesMut,
    ) -> Result<(), Status> {
        let invalid = |error: &dyn std::fmt::Display| {
            Status::invalid_argument(format!("invalid JSON body: {error}"))
        };
        if json::too_deep(text, options.max_depth).is_some() {
            return Err(invalid(&format_args!(
                "nested deeper than {} levels",
                options.max_depth
            )));
        }
        let read =
            DeserializeOptions::new().deny_unknown_fields(!options.read.ignore_unknown_fields);
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let message = DynamicMessage::deserialize_with_options(
            self.request.clone(),
            &mut deserializer,
            &read,
        );
        let message = message.map_err(|error| invalid(&error))?;
        deserializer.end().map_err(|error| invalid(&error))?;
        message.encode(buf).map_err(internal)
    }

    pub(super) fn response_to_json(
        &self,
        message: &[u8],
        options: &json::Options,
        buf: &mut BytesMut,
    ) -> Result<(), Status> {
        let message = DynamicMessage::decode(self.response.clone(), message).map_err(internal)?;
        let write = SerializeOptions::new()
            .skip_default_fields(!options.write.default_values)
            .use_proto_field_name(options.write.proto_names)
            .use_enum_numbers(options.write.enum_numbers);
        let mut serializer = serde_json::Serializer::new(buf.writer());
        message
            .serialize_with_options(&mut serializer, &write)
            .map_err(internal)
    }
}

/// Messages that do not fit their descriptors are told to the log, not to callers.
fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Status {
    let mut status = Status::internal("a message does not fit the schema of its service");
    status.set_source(std::sync::Arc::new(error));
    status
}

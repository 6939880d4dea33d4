//! One request after the other: reads a message in one form and writes it in another.

use std::io::{self, Read, Write};

use bytes::BytesMut;
use portcullis_gateway::json::{self, Options, TypeRegistry};
use prost::{Message as _, Name as _};

use crate::messages::{
    conformance::{
        ConformanceRequest, ConformanceResponse, FailureSet, TestCategory, WireFormat,
        conformance_request::Payload, conformance_response::Result as Answer,
    },
    proto3::TestAllTypesProto3,
};

/// Why the conversation ends early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("broken pipe: {0}")]
    Io(#[from] io::Error),
    #[error("request cannot be read: {0}")]
    Request(#[from] prost::DecodeError),
    #[error("answer of {0} bytes is too long")]
    Length(usize),
}

/// Answers until there are no more requests.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> Result<(), Error> {
    let options = Options::new().types(TypeRegistry::new().register::<TestAllTypesProto3>());
    let mut length = [0; 4];
    loop {
        match input.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            result => result?,
        }
        let mut request = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut request)?;
        let answer = answer(ConformanceRequest::decode(&*request)?, &options);
        let answer = ConformanceResponse {
            result: Some(answer),
        };
        let answer = answer.encode_to_vec();
        let length = u32::try_from(answer.len()).map_err(|_| Error::Length(answer.len()))?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

fn answer(request: ConformanceRequest, options: &Options) -> Answer {
    if request.message_type == FailureSet::full_name() {
        return Answer::ProtobufPayload(FailureSet::default().encode_to_vec());
    }
    if request.message_type != TestAllTypesProto3::full_name() {
        return Answer::Skipped(format!("{} is not proto3", request.message_type));
    }
    let ignore = request.test_category() == TestCategory::JsonIgnoreUnknownParsingTest;
    let options = options.clone().ignore_unknown_fields(ignore);
    let output = request.requested_output_format();
    let message = match request.payload {
        Some(Payload::ProtobufPayload(bytes)) => {
            TestAllTypesProto3::decode(&*bytes).map_err(|error| error.to_string())
        }
        Some(Payload::JsonPayload(text)) => {
            json::decode(text.as_bytes(), &options).map_err(|error| error.to_string())
        }
        _ => return Answer::Skipped("only protobuf and JSON".to_owned()),
    };
    match message {
        Ok(message) => write(&message, output, &options),
        Err(error) => Answer::ParseError(error),
    }
}

fn write(message: &TestAllTypesProto3, format: WireFormat, options: &Options) -> Answer {
    match format {
        WireFormat::Protobuf => Answer::ProtobufPayload(message.encode_to_vec()),
        WireFormat::Json => {
            let mut text = BytesMut::new();
            match json::encode(message, options, &mut text) {
                Ok(()) => Answer::JsonPayload(String::from_utf8_lossy(&text).into_owned()),
                Err(error) => Answer::SerializeError(error.to_string()),
            }
        }
        _ => Answer::Skipped("only protobuf and JSON".to_owned()),
    }
}

//! Messages by name, between ProtoJSON and bytes, from the descriptor set the server publishes.

use std::sync::LazyLock;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions,
    prost::encoding::{WireType, encode_key, encode_varint},
};
use serde_json::{Value, json};

/// `google.rpc.Status`, as it lies in `grpc-status-details-bin`.
#[derive(Clone, PartialEq, prost::Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<prost_types::Any>,
}

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(portcullis_proto::FILE_DESCRIPTOR_SET).unwrap());

/// Binary headers come with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The request of an RPC as bytes.
pub(crate) fn encode(method: &str, request: &Value) -> Bytes {
    let message = DynamicMessage::deserialize(rpc(method).input(), request)
        .unwrap_or_else(|error| panic!("{method}: not a request: {error}: {request}"));
    message.encode_to_vec().into()
}

/// The response of an RPC as ProtoJSON, defaults left out.
pub(crate) fn decode(method: &str, bytes: &[u8]) -> Value {
    print(rpc(method).output(), bytes)
}

/// The fields of a request.
pub(crate) fn request(method: &str) -> MessageDescriptor {
    rpc(method).input()
}

/// The message of a request with one length-delimited field of the given name appended.
pub(crate) fn append_raw(method: &str, field: &str, message: &Bytes, value: &[u8]) -> Bytes {
    let field = rpc(method).input().get_field_by_json_name(field).unwrap();
    let mut bytes = message.to_vec();
    encode_key(field.number(), WireType::LengthDelimited, &mut bytes);
    encode_varint(value.len() as u64, &mut bytes);
    bytes.extend_from_slice(value);
    bytes.into()
}

/// The details inside a `grpc-status-details-bin` value, after a check that it tells the same
/// code and message as the plain headers.
pub(crate) fn details(header: &str, code: i32, message: &str) -> Vec<Value> {
    let status = RpcStatus::decode(&BASE64.decode(header).unwrap()[..]).unwrap();
    assert_eq!((status.code, status.message.as_str()), (code, message));
    let shown = |any: &prost_types::Any| show(&any.type_url, &any.value);
    status.details.iter().map(shown).collect()
}

/// A detail whose message is in base64.
pub(crate) fn detail(type_url: &str, message: &str) -> Value {
    show(type_url, &BASE64.decode(message).unwrap())
}

fn show(type_url: &str, message: &[u8]) -> Value {
    let name = type_url.rsplit('/').next().unwrap();
    let mut object = match POOL.get_message_by_name(name) {
        Some(descriptor) => print(descriptor, message),
        None => json!({ "value": BASE64.encode(message) }),
    };
    object["@type"] = type_url.into();
    object
}

fn print(descriptor: MessageDescriptor, bytes: &[u8]) -> Value {
    let message = DynamicMessage::decode(descriptor, bytes).unwrap();
    message
        .serialize_with_options(serde_json::value::Serializer, &SerializeOptions::new())
        .unwrap()
}

fn rpc(method: &str) -> prost_reflect::MethodDescriptor {
    let services = [super::SERVICE, super::RUNTIME_SERVICE];
    let mut methods = services
        .iter()
        .filter_map(|name| POOL.get_service_by_name(name))
        .flat_map(|service| service.methods().collect::<Vec<_>>());
    let found = methods.find(|rpc| rpc.name() == method);
    found.unwrap_or_else(|| panic!("no method {method}"))
}

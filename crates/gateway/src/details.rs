//! Typed details of an error: how a service attaches them and how a JSON caller sees them.
//!
//! On the wire they travel as an encoded `google.rpc.Status` inside [`tonic::Status`]. Which
//! messages occur is the application's knowledge; it registers them in a
//! [`TypeRegistry`](crate::json::TypeRegistry).

use bytes::Bytes;
use prost::{Message, Name};
use prost_types::Any;
use tonic::{Code, Status};

/// What stands before the message name in a type URL.
const TYPE_URL_PREFIX: &str = "type.googleapis.com/";

/// `google.rpc.Status`, the form in which details cross the wire.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct RpcStatus {
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    #[prost(string, tag = "2")]
    pub(crate) message: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) details: Vec<Any>,
}

/// Packs a message so that it can be one of several details.
pub fn pack<M: Message + Name>(message: &M) -> Any {
    Any {
        type_url: format!("{TYPE_URL_PREFIX}{}", M::full_name()),
        value: message.encode_to_vec(),
    }
}

/// An error with details, which every dialect then carries in its own way.
pub fn status_with_details(
    code: Code,
    message: impl Into<String>,
    details: impl IntoIterator<Item = Any>,
) -> Status {
    let status = RpcStatus {
        code: code.into(),
        message: message.into(),
        details: details.into_iter().collect(),
    };
    let encoded = Bytes::from(status.encode_to_vec());
    Status::with_details(code, status.message, encoded)
}

/// The details of an error; none when there are none or what is there cannot be read.
pub(crate) fn unpack(status: &Status) -> Vec<Any> {
    if status.details().is_empty() {
        return Vec::new();
    }
    RpcStatus::decode(status.details()).map_or_else(|_| Vec::new(), |status| status.details)
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_types::Duration;
    use tonic::{Code, Status};

    use super::{RpcStatus, pack, status_with_details, unpack};

    #[test]
    fn a_status_carries_its_details() {
        let detail = pack(&Duration {
            seconds: 3,
            nanos: 0,
        });
        assert_eq!(
            detail.type_url,
            "type.googleapis.com/google.protobuf.Duration"
        );

        let status = status_with_details(Code::NotFound, "gone", [detail.clone()]);
        assert_eq!((status.code(), status.message()), (Code::NotFound, "gone"));
        assert_eq!(unpack(&status), [detail]);

        let wire = RpcStatus::decode(status.details()).unwrap();
        assert_eq!(wire.code, 5);
        assert_eq!(wire.message, "gone");
    }

    #[test]
    fn nothing_readable_means_no_details() {
        assert!(unpack(&Status::not_found("gone")).is_empty());
        let broken = Status::with_details(Code::NotFound, "gone", vec![0xff].into());
        assert!(unpack(&broken).is_empty());
    }
}

//! gRPC-Web: the trailers are a last envelope in the body.
//!
//! Rules: "gRPC Web" of the gRPC documentation: the block of trailers looks like HTTP/1 headers
//! with names in lower case, one CRLF after each, and is never compressed.

use bytes::{BufMut as _, Bytes, BytesMut};
use http::HeaderMap;

use crate::{base64_text, envelope, protocol::Protocol};

/// The flag of the envelope that holds the trailers.
pub(crate) const TRAILERS: u8 = 0x80;

/// Appends the envelope of trailers.
pub(crate) fn put_trailers(buf: &mut BytesMut, trailers: &HeaderMap) {
    let start = envelope::begin(buf);
    for (name, value) in trailers {
        buf.put_slice(name.as_str().as_bytes());
        buf.put_slice(b": ");
        buf.put_slice(value.as_bytes());
        buf.put_slice(b"\r\n");
    }
    // headers are far shorter than four bytes can say
    let _ = envelope::finish(buf, start, TRAILERS);
}

/// A part of a body as the protocol puts it on the wire: in text mode in base64.
pub(crate) fn part(protocol: Protocol, bytes: BytesMut) -> Bytes {
    match protocol {
        Protocol::GrpcWebText => base64_text::encode(&bytes),
        _ => bytes.freeze(),
    }
}

//! The gRPC caller: HTTP/2 with prior knowledge and five-byte frames made by hand.

use std::{io::Read as _, net::SocketAddr};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, Request};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Answer, Call, Protocol, Reply, decode, details, encode, h2};

/// The full names of the services.
pub(crate) const SERVICE: &str = "zitadel.management.v1.ManagementService";
pub(crate) const RUNTIME_SERVICE: &str = "portcullis.runtime.v1.RuntimeService";

pub(crate) async fn call(addr: SocketAddr, call: &Call) -> Answer {
    let message = encode(&call.method, &call.request);
    let mut request = Request::post(call.path())
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    let reply = h2(addr, request.body(frame(0, &message)).unwrap()).await;
    answer(&call.method, reply)
}

/// One length-prefixed frame.
pub(crate) fn frame(flags: u8, message: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(message.len() + 5);
    bytes.put_u8(flags);
    bytes.put_u32(u32::try_from(message.len()).unwrap());
    bytes.put_slice(message);
    bytes.freeze()
}

/// The frames of a body, unpacked where the first flag bit says so; panics on a cut one.
pub(crate) fn read_frames(mut body: &[u8]) -> Vec<(u8, Bytes)> {
    let mut frames = Vec::new();
    while let [flags, a, b, c, d, rest @ ..] = body {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        assert!(
            rest.len() >= length,
            "cut frame: {length} announced, {} there",
            rest.len()
        );
        let (message, rest) = rest.split_at(length);
        frames.push((*flags, unpack(*flags, message)));
        body = rest;
    }
    assert!(body.is_empty(), "{} bytes after the last frame", body.len());
    frames
}

fn unpack(flags: u8, message: &[u8]) -> Bytes {
    if flags & 1 == 0 {
        return Bytes::copy_from_slice(message);
    }
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(message);
    decoder.read_to_end(&mut plain).unwrap();
    plain.into()
}

fn answer(method: &str, reply: Reply) -> Answer {
    assert_eq!(reply.broken, None, "{reply:?}");
    assert!(
        reply.header("content-type").starts_with("application/grpc"),
        "{reply:?}"
    );
    let status = if reply.headers.contains_key("grpc-status") {
        assert!(
            reply.body.is_empty(),
            "a status in the headers and a body: {reply:?}"
        );
        &reply.headers
    } else {
        &reply.trailers
    };
    let (code, message, details) = read_status(status);
    Answer {
        protocol: Protocol::Grpc,
        code,
        message,
        details,
        body: read_body(method, code, &read_frames(&reply.body)),
        http_status: reply.status,
        headers: reply.headers,
    }
}

/// The one message of a good answer; a refusal must carry none.
pub(crate) fn read_body(method: &str, code: i32, frames: &[(u8, Bytes)]) -> Value {
    if code != 0 {
        assert!(
            frames.is_empty(),
            "{method}: a message beside status {code}"
        );
        return Value::Null;
    }
    assert_eq!(frames.len(), 1, "{method}: one message is due");
    decode(method, &frames[0].1)
}

/// Code, message and details from wherever the dialect put its trailers.
pub(crate) fn read_status(trailers: &HeaderMap) -> (i32, String, Vec<Value>) {
    let text = |name: &str| {
        let value = trailers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    };
    let code = text("grpc-status")
        .parse()
        .unwrap_or_else(|_| panic!("no status: {trailers:?}"));
    let message = percent_decode_str(text("grpc-message"));
    let message = message.decode_utf8().unwrap().into_owned();
    let details = match text("grpc-status-details-bin") {
        "" => Vec::new(),
        header => details(header, code, &message),
    };
    (code, message, details)
}

//! The gRPC-Web caller: binary or base64 text, trailers read from the body's last frame.

use std::net::SocketAddr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use super::{
    Answer, Call, Protocol, Reply, encode, frame,
    grpc::{read_body, read_status},
    h1, h2, read_frames,
};

/// The flag of the frame that carries trailers.
const TRAILERS: u8 = 0x80;

/// A gRPC-Web answer taken apart, before anything is decoded.
#[derive(Debug)]
pub(crate) struct WebAnswer {
    /// The message frames.
    pub(crate) messages: Vec<(u8, Bytes)>,
    /// The trailers of the body, if it has any.
    pub(crate) trailers: Option<HeaderMap>,
}

pub(crate) async fn call(addr: SocketAddr, protocol: Protocol, call: &Call) -> Answer {
    let text = protocol == Protocol::GrpcWebText;
    let message = frame(0, &encode(&call.method, &call.request));
    let (media, body) = match text {
        true => ("application/grpc-web-text", STANDARD.encode(message).into()),
        false => ("application/grpc-web+proto", message),
    };
    let mut request = Request::post(call.path())
        .header("content-type", media)
        .header("accept", media)
        .header("x-grpc-web", "1");
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    let request = request.body(body).unwrap();
    let reply = match protocol {
        Protocol::GrpcWebH2 => h2(addr, request).await,
        _ => h1(addr, request).await,
    };
    answer(protocol, &call.method, reply)
}

fn answer(protocol: Protocol, method: &str, reply: Reply) -> Answer {
    assert_eq!(reply.broken, None, "{reply:?}");
    let media = reply.header("content-type");
    let text = media.starts_with("application/grpc-web-text");
    assert!(media.starts_with("application/grpc-web"), "{reply:?}");
    assert_eq!(text, protocol == Protocol::GrpcWebText, "{reply:?}");
    let web = match text {
        true => WebAnswer::read(&decode_text(&reply.body)),
        false => WebAnswer::read(&reply.body),
    };
    let trailers = web.trailers.unwrap_or_else(|| reply.headers.clone());
    let (code, message, details) = read_status(&trailers);
    Answer {
        protocol,
        code,
        message,
        details,
        body: read_body(method, code, &web.messages),
        http_status: reply.status,
        headers: reply.headers,
    }
}

/// The bytes behind a text body; a sender may close the base64 after any part, so every four
/// characters stand alone.
pub(crate) fn decode_text(body: &[u8]) -> Vec<u8> {
    let quantum = |four| STANDARD.decode(four).unwrap();
    body.chunks(4).flat_map(quantum).collect()
}

// === impl WebAnswer ===

impl WebAnswer {
    /// Splits a binary body into messages and trailers; the trailers must come last.
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut messages = read_frames(body);
        let last = messages.pop_if(|(flags, _)| *flags & TRAILERS != 0);
        for (flags, _) in &messages {
            assert_eq!(flags & TRAILERS, 0, "trailers before the end");
        }
        let trailers = last.map(|(_, block)| read_trailers(&block));
        Self { messages, trailers }
    }
}

fn read_trailers(block: &[u8]) -> HeaderMap {
    let text = std::str::from_utf8(block).unwrap();
    let lines = text.split_terminator("\r\n").map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        assert_eq!(
            name,
            name.to_ascii_lowercase(),
            "trailer names are lower-case"
        );
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value.trim()).unwrap())
    });
    lines.collect()
}

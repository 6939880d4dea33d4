//! What is not what the protocol says, and the code its specification names for it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;

use crate::support::{Client, Dialect, STREAMS, World, frame, run, uploaded, within};

const INVALID_ARGUMENT: i32 = 3;
const RESOURCE_EXHAUSTED: i32 = 8;
const UNIMPLEMENTED: i32 = 12;
const INTERNAL: i32 = 13;

/// A body, further headers, and the code: of gRPC and gRPC-Web, and of Connect.
struct Case {
    what: &'static str,
    method: &'static str,
    body: Vec<u8>,
    header: Option<(Header, &'static str)>,
    grpc: i32,
    connect: i32,
}

#[derive(Clone, Copy)]
enum Header {
    Encoding,
    Timeout,
}

fn cases() -> Vec<Case> {
    let case = |what, method, body: &[&[u8]], (grpc, connect)| Case {
        what,
        method,
        body: body.concat(),
        header: None,
        grpc,
        connect,
    };
    let with = |header, value, case| Case {
        header: Some((header, value)),
        ..case
    };
    let empty = &frame(0, b"")[..];
    let both = |code| (code, code);
    let blamed = (INTERNAL, INVALID_ARGUMENT);
    vec![
        case("half a header", "Join", &[b"\0\0\0"], blamed),
        case("half a message", "Join", &[b"\0\0\0\0\x05ab"], blamed),
        case(
            "a header and no message",
            "First",
            &[b"\0\0\0\0\x05"],
            blamed,
        ),
        case("no message", "First", &[], both(UNIMPLEMENTED)),
        case("half a message on a unary call", "First", &[b"\0"], blamed),
        case(
            "not flagged, not known",
            "Join",
            &[&frame(4, b"")],
            both(INTERNAL),
        ),
        case(
            "the flag of trailers",
            "Join",
            &[&frame(0x80, b"")],
            both(INTERNAL),
        ),
        case(
            "the flag of an end",
            "Join",
            &[&frame(2, b"{}")],
            both(INTERNAL),
        ),
        case(
            "compressed by nothing",
            "Join",
            &[&frame(1, b"x")],
            both(INTERNAL),
        ),
        case(
            "a length over the limit",
            "Join",
            &[b"\0\x00\x10\x00\x01"],
            both(RESOURCE_EXHAUSTED),
        ),
        case(
            "the longest length",
            "Join",
            &[b"\0\xff\xff\xff\xff"],
            both(RESOURCE_EXHAUSTED),
        ),
        with(
            Header::Encoding,
            "gzip",
            case("no gzip at all", "Join", &[&frame(1, b"no gzip")], blamed),
        ),
        with(
            Header::Encoding,
            "rot13",
            case(
                "an unknown compression",
                "Join",
                &[empty],
                both(UNIMPLEMENTED),
            ),
        ),
        with(
            Header::Timeout,
            "soon",
            case("no timeout", "Join", &[empty], blamed),
        ),
        with(
            Header::Timeout,
            "12345678901",
            case("a timeout of too many digits", "Join", &[empty], blamed),
        ),
        with(
            Header::Timeout,
            "-1",
            case("a timeout in the past", "Join", &[empty], blamed),
        ),
        with(
            Header::Timeout,
            "",
            case("an empty timeout", "Join", &[empty], blamed),
        ),
    ]
}

#[test]
fn envelopes_and_headers() {
    for dialect in STREAMS.iter().filter(|it| !it.is_rest) {
        for case in cases() {
            let body = dialect.armored(&case.body);
            let code = match dialect.is_connect() {
                true => case.connect,
                false => case.grpc,
            };
            let header = case
                .header
                .map(|(header, value)| (header.name(dialect), value));
            check(case.what, *dialect, case.method, body, header, code);
        }
    }
}

#[test]
fn messages() {
    let broken = [
        (false, &b"\x0a\x05x"[..]),
        (false, b"\xff"),
        (false, b"\x0a\x01\xff"),
    ];
    let broken_json = [
        (true, &b"{"[..]),
        (true, b""),
        (true, b"\"\xff\""),
        (true, b"1 2"),
    ];
    for dialect in STREAMS {
        let is_json = dialect.media.ends_with("json");
        for (_, payload) in broken
            .iter()
            .chain(&broken_json)
            .filter(|it| it.0 == is_json)
        {
            let is_first = dialect.is_rest && payload.is_empty();
            let (body, code) = match dialect.is_rest {
                true => (Bytes::from_static(payload), INVALID_ARGUMENT),
                false => (dialect.armored(&frame(0, payload)), code_of(&dialect)),
            };
            // REST reads nothing as no message at all, and two texts as two messages
            if !(is_first || dialect.is_rest && *payload == b"1 2") {
                check("a message", dialect, "Join", body, None, code);
            }
        }
    }
}

/// JSON is read strictly by its own rules; broken protobuf is gRPC's own affair.
fn code_of(dialect: &Dialect) -> i32 {
    match dialect.is_connect() || dialect.media.ends_with("json") {
        true => INVALID_ARGUMENT,
        false => INTERNAL,
    }
}

#[test]
fn base64() {
    let whole = STANDARD.encode(frame(0, b""));
    let cut = whole.trim_end_matches('=');
    let url_safe = STANDARD.encode(frame(0, b"\xfb\xff")).replace('/', "_");
    let texts = [
        "A", "AAAA A==", "====", "A===", "AA=A", "\0\0\0\0", "ÄÄ", cut, &url_safe,
    ];
    let is_text = |it: &&Dialect| it.is_text();
    for dialect in STREAMS.iter().filter(is_text) {
        for text in texts {
            let body = Bytes::copy_from_slice(text.as_bytes());
            check(text, *dialect, "Join", body, None, INVALID_ARGUMENT);
        }
    }
}

#[track_caller]
fn check(
    what: &str,
    dialect: Dialect,
    method: &str,
    body: Bytes,
    header: Option<(&'static str, &str)>,
    code: i32,
) {
    let what = format!("{what}: {dialect:?}");
    run(async {
        let world = World::start().await;
        let mut client = Client::connect(world.address, dialect.version).await;
        let mut request = dialect.request(method, uploaded(body));
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let answer = within(&what, client.send(request)).await;
        assert_eq!(dialect.read(&answer), (Vec::new(), code), "{what}");
    });
}

// === impl Header ===

impl Header {
    fn name(self, dialect: &Dialect) -> &'static str {
        match (self, dialect.is_connect()) {
            (Self::Encoding, true) => "connect-content-encoding",
            (Self::Encoding, false) => "grpc-encoding",
            (Self::Timeout, true) => "connect-timeout-ms",
            (Self::Timeout, false) => "grpc-timeout",
        }
    }
}

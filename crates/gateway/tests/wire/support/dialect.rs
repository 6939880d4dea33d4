//! How each dialect writes calls of the test service, and where it tells their end.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{BufMut as _, Bytes, BytesMut};
use http::{Request, Version};
use portcullis_gateway::status;
use prost::Message as _;
use tonic::Code;

use super::{Answer, Upload, uploaded};

/// A protocol with its codec, over one version of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) version: Version,
    pub(crate) media: &'static str,
    /// Whether paths are those of REST, not of RPC methods.
    pub(crate) is_rest: bool,
}

const H1: Version = Version::HTTP_11;
const H2: Version = Version::HTTP_2;

/// All that can stream.
pub(crate) const STREAMS: [Dialect; 13] = [
    rpc(H2, "application/grpc"),
    rpc(H2, "application/grpc+json"),
    rpc(H1, "application/grpc-web"),
    rpc(H2, "application/grpc-web+proto"),
    rpc(H1, "application/grpc-web+json"),
    rpc(H1, "application/grpc-web-text"),
    rpc(H2, "application/grpc-web-text"),
    rpc(H1, "application/connect+proto"),
    rpc(H2, "application/connect+proto"),
    rpc(H1, "application/connect+json"),
    rpc(H2, "application/connect+json"),
    rest(H1),
    rest(H2),
];

const fn rpc(version: Version, media: &'static str) -> Dialect {
    let is_rest = false;
    Dialect {
        version,
        media,
        is_rest,
    }
}

const fn rest(version: Version) -> Dialect {
    Dialect {
        is_rest: true,
        ..rpc(version, "application/json")
    }
}

/// A message in its envelope.
pub(crate) fn frame(flags: u8, payload: &[u8]) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_u8(flags);
    bytes.put_u32(u32::try_from(payload.len()).unwrap());
    bytes.put_slice(payload);
    bytes.freeze()
}

/// The number of a code by its name in Connect.
fn connect_code(name: &str) -> i32 {
    let named = |code: &i32| status::connect_code(Code::from_i32(*code)) == name;
    // the first one has no name of its own
    (1..17).find(named).unwrap_or_else(|| panic!("{name}"))
}

// === impl Dialect ===

impl Dialect {
    pub(crate) fn is_text(&self) -> bool {
        self.media.contains("-text")
    }

    pub(crate) fn is_connect(&self) -> bool {
        self.media.starts_with("application/connect")
    }

    fn is_framed(&self) -> bool {
        !self.is_rest && self.media != "application/proto"
    }

    fn is_web(&self) -> bool {
        self.media.starts_with("application/grpc-web")
    }

    fn is_json(&self) -> bool {
        self.media.ends_with("json")
    }

    pub(crate) fn path(&self, method: &str) -> String {
        match self.is_rest {
            true => format!("/v1/{method}"),
            false => format!("/test.v1.Test/{method}"),
        }
    }

    /// A message as it lies in a body.
    pub(crate) fn message(&self, text: &str) -> Bytes {
        let payload = match self.is_json() {
            true => format!("{text:?}").into(),
            false => String::from(text).encode_to_vec(),
        };
        match self.is_framed() {
            true => self.armored(&frame(0, &payload)),
            false => payload.into(),
        }
    }

    /// Bytes of a body as the dialect sends them.
    pub(crate) fn armored(&self, bytes: &[u8]) -> Bytes {
        match self.is_text() {
            true => STANDARD.encode(bytes).into(),
            false => Bytes::copy_from_slice(bytes),
        }
    }

    pub(crate) fn request(&self, method: &str, body: Upload) -> Request<Upload> {
        let request = Request::post(self.path(method)).header("content-type", self.media);
        request.body(body).unwrap()
    }

    /// A call with one message.
    pub(crate) fn call(&self, method: &str, text: &str) -> Request<Upload> {
        self.request(method, uploaded(self.message(text)))
    }

    /// The header of a deadline and its value.
    pub(crate) fn timeout(&self, milliseconds: u32) -> (&'static str, String) {
        match self.is_connect() {
            true => ("connect-timeout-ms", milliseconds.to_string()),
            false => ("grpc-timeout", format!("{milliseconds}m")),
        }
    }

    /// The texts of an answer, and the code it ended with.
    #[track_caller]
    pub(crate) fn read(&self, answer: &Answer) -> (Vec<String>, i32) {
        assert_eq!(answer.broken, None, "{self:?}");
        if self.is_rest {
            return read_rest(answer);
        }
        assert_eq!(answer.head.status, 200, "{self:?} {answer:?}");
        let body = match self.is_text() {
            true => decode_text(&answer.body),
            false => answer.body.to_vec(),
        };
        let mut frames = read_frames(&body);
        let code = if self.is_connect() {
            let (flags, end) = frames.pop().unwrap();
            assert_eq!(flags, 2, "{self:?}");
            let end: serde_json::Value = serde_json::from_slice(&end).unwrap();
            end["error"]["code"].as_str().map_or(0, connect_code)
        } else if self.is_web() {
            let (flags, end) = frames.pop().unwrap();
            assert_eq!(flags, 0x80, "{self:?}");
            let end = String::from_utf8(end).unwrap();
            let line = end.lines().find_map(|it| it.strip_prefix("grpc-status: "));
            line.unwrap().parse().unwrap()
        } else {
            let status = answer.trailers.get("grpc-status");
            let status = status.or_else(|| answer.head.headers.get("grpc-status"));
            status.unwrap().to_str().unwrap().parse().unwrap()
        };
        let texts = frames.iter().map(|(flags, payload)| {
            assert_eq!(*flags, 0, "{self:?}");
            self.text(payload)
        });
        (texts.collect(), code)
    }

    fn text(&self, payload: &[u8]) -> String {
        match self.is_json() {
            true => serde_json::from_slice(payload).unwrap(),
            false => String::decode(payload).unwrap(),
        }
    }
}

fn read_rest(answer: &Answer) -> (Vec<String>, i32) {
    let number = |error: &serde_json::Value| i32::try_from(error["code"].as_i64().unwrap());
    if answer.head.status != 200 {
        let error = serde_json::from_slice(&answer.body).unwrap();
        return (Vec::new(), number(&error).unwrap());
    }
    let (mut texts, mut code) = (Vec::new(), 0);
    for item in serde_json::Deserializer::from_slice(&answer.body).into_iter() {
        match item.unwrap() {
            serde_json::Value::String(text) => texts.push(text),
            error => code = number(&error["error"]).unwrap(),
        }
    }
    (texts, code)
}

/// Every four characters stand alone, as a sender may pad after any part.
fn decode_text(text: &[u8]) -> Vec<u8> {
    let quantum = |four| STANDARD.decode(four).unwrap();
    text.chunks(4).flat_map(quantum).collect()
}

fn read_frames(mut body: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let [flags, a, b, c, d, rest @ ..] = body {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        frames.push((*flags, rest[..length].to_vec()));
        body = &rest[length..];
    }
    assert!(body.is_empty(), "the body ends inside an envelope");
    frames
}

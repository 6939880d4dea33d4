//! Somebody who calls a method with many answers, and takes one after the other.

use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Api, Protocol, Stream, call::Call, decode, encode, frame, read_error, read_status};

const METHOD: &str = "WatchExecutions";
const PATH: &str = "/runtime/v1/executions:watch";
/// Far more than any of it takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open stream of answers.
#[derive(Debug)]
pub(crate) struct Watch {
    protocol: Protocol,
    stream: Stream,
    /// What came and was not taken yet.
    bytes: BytesMut,
    trailers: HeaderMap,
}

/// What a stream brings.
#[derive(Debug, PartialEq)]
pub(crate) enum Told {
    /// An answer as ProtoJSON.
    Message(Value),
    /// The end, with a code; 0 for a good one.
    End(i32),
}

// === impl Watch ===

impl Watch {
    /// Begins to watch executions; what happens from now on is told.
    pub(crate) async fn open(api: &Api, request: &Value) -> Self {
        let call = Call {
            method: String::from(METHOD),
            request: request.clone(),
            token: api.token.clone(),
            org: api.org.clone(),
            metadata: Vec::new(),
        };
        let stream = match api.protocol {
            Protocol::Grpc => Stream::h2(api.addr, rpc(&call, "application/grpc")).await,
            Protocol::ConnectProtoH2 => {
                Stream::h2(api.addr, rpc(&call, "application/connect+proto")).await
            }
            Protocol::GrpcWeb => Stream::h1(api.addr, rpc(&call, "application/grpc-web")).await,
            Protocol::ConnectJson => {
                Stream::h1(api.addr, rpc(&call, "application/connect+json")).await
            }
            _ => Stream::h1(api.addr, rest(&call)).await,
        };
        Self {
            protocol: api.protocol,
            trailers: stream.headers.clone(),
            stream,
            bytes: BytesMut::new(),
        }
    }

    /// The next answer, which must be one.
    pub(crate) async fn message(&mut self) -> Value {
        match self.next().await {
            Told::Message(message) => message,
            end => panic!("{:?}: {end:?}", self.protocol),
        }
    }

    /// What comes next.
    pub(crate) async fn next(&mut self) -> Told {
        loop {
            if let Some(told) = self.take() {
                return told;
            }
            let more = tokio::time::timeout(PATIENCE, self.stream.body.frame());
            match more.await.unwrap() {
                None => return self.end(),
                Some(part) => match part.unwrap().into_data() {
                    Ok(data) => self.bytes.extend_from_slice(&data),
                    Err(part) => self.trailers = part.into_trailers().unwrap(),
                },
            }
        }
    }

    /// What is there already.
    fn take(&mut self) -> Option<Told> {
        if self.protocol == Protocol::Rest {
            let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
            let line: Value = serde_json::from_slice(&self.bytes.split_to(end + 1)).unwrap();
            return Some(match line["error"]["code"].as_i64() {
                None => Told::Message(line),
                Some(code) => Told::End(i32::try_from(code).unwrap()),
            });
        }
        let length = u32::from_be_bytes(self.bytes.get(1..5)?.try_into().unwrap()) as usize;
        if self.bytes.len() < length + 5 {
            return None;
        }
        let flags = self.bytes.get_u8();
        self.bytes.advance(4);
        let message = self.bytes.split_to(length).freeze();
        Some(self.read(flags, &message))
    }

    fn read(&self, flags: u8, message: &Bytes) -> Told {
        let json = || serde_json::from_slice::<Value>(message).unwrap();
        match (flags, self.protocol) {
            (0, Protocol::ConnectJson) => Told::Message(json()),
            (0, _) => Told::Message(decode(METHOD, message)),
            (2, _) => Told::End(match json().get("error") {
                None => 0,
                Some(error) => read_error(error).0,
            }),
            (0x80, _) => {
                let text = String::from_utf8_lossy(message).into_owned();
                let code = text
                    .lines()
                    .find_map(|line| line.strip_prefix("grpc-status:"));
                Told::End(code.unwrap().trim().parse().unwrap())
            }
            other => panic!("{other:?}"),
        }
    }

    /// What the end of the body says, if none was told before.
    fn end(&self) -> Told {
        assert!(self.bytes.is_empty(), "{self:?}");
        match self.protocol {
            Protocol::Rest if self.stream.status == 200 => Told::End(0),
            Protocol::Grpc | Protocol::GrpcWeb => Told::End(read_status(&self.trailers).0),
            _ => panic!("no end: {self:?}"),
        }
    }
}

fn rpc(call: &Call, media: &str) -> Request<Bytes> {
    let message = match media.ends_with("json") {
        true => call.request.to_string().into(),
        false => encode(METHOD, &call.request),
    };
    let mut request = Request::post(format!("/{}/{METHOD}", super::RUNTIME_SERVICE))
        .header("content-type", media)
        .header("te", "trailers");
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    request.body(frame(0, &message)).unwrap()
}

fn rest(call: &Call) -> Request<Bytes> {
    let fields = call.request.as_object().unwrap().iter();
    let fields = fields.map(|(name, value)| {
        let value = value.as_str().unwrap();
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    });
    let fields: Vec<_> = fields.collect();
    let mut request = Request::get(format!("{PATH}?{}", fields.join("&")));
    for (name, value) in call.headers() {
        request = request.header(name, value);
    }
    request.body(Bytes::new()).unwrap()
}

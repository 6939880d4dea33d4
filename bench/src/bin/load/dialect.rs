//! GetAction in three dialects: how it is asked, and what a right answer is.

use anyhow::{Context, ensure};
use bytes::{BufMut, Bytes, BytesMut};
use clap::ValueEnum;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use portcullis_bench::zitadel::management::v1::{GetActionRequest, GetActionResponse};
use portcullis_bench_client::{Answer, Call, Connection};
use prost::Message;

const RPC_PATH: &str = "/zitadel.management.v1.ManagementService/GetAction";
const FRAME_HEADER: usize = 5;
const TRAILERS: u8 = 0x80;

/// How the caller speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dialect {
    Rest,
    Grpc,
    GrpcWeb,
}

impl Dialect {
    pub(crate) async fn connect(self, address: &str) -> anyhow::Result<Connection> {
        match self {
            Self::Grpc => Connection::http2(address).await,
            Self::Rest | Self::GrpcWeb => Connection::http1(address).await,
        }
    }

    /// Asks for one action.
    pub(crate) fn call(self, address: &str, id: &str, token: &str) -> anyhow::Result<Call> {
        let request = Request::builder().header("authorization", format!("Bearer {token}"));
        let call = match self {
            Self::Rest => {
                let path = format!("/management/v1/actions/{id}");
                request
                    .uri(path)
                    .header("host", address)
                    .body(Full::default())?
            }
            Self::Grpc => request
                .method("POST")
                .uri(format!("http://{address}{RPC_PATH}"))
                .header("content-type", "application/grpc")
                .header("te", "trailers")
                .body(Full::new(frame(id)))?,
            Self::GrpcWeb => request
                .method("POST")
                .uri(RPC_PATH)
                .header("host", address)
                .header("content-type", "application/grpc-web+proto")
                .header("accept", "application/grpc-web+proto")
                .header("x-grpc-web", "1")
                .body(Full::new(frame(id)))?,
        };
        Ok(call)
    }

    /// The message of a successful answer; anything else is an error.
    pub(crate) fn message(self, answer: &Answer) -> anyhow::Result<Bytes> {
        ensure!(
            answer.status == StatusCode::OK,
            "HTTP {}: {:?}",
            answer.status,
            answer.body
        );
        if self == Self::Rest {
            return Ok(answer.body.clone());
        }
        let header = answer.body.get(..FRAME_HEADER).context("no message")?;
        ensure!(header[0] == 0, "flags {}", header[0]);
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]);
        let end = FRAME_HEADER + usize::try_from(length)?;
        ensure!(end <= answer.body.len(), "a cut message");
        let rest = &answer.body[end..];
        if self == Self::Grpc {
            ensure!(rest.is_empty(), "bytes after the message");
            let status = answer
                .trailers
                .get("grpc-status")
                .or(answer.headers.get("grpc-status"));
            ensure!(
                status.is_some_and(|code| code == "0"),
                "grpc-status {status:?}"
            );
        } else {
            ensure!(rest.first() == Some(&TRAILERS), "no trailers");
            let trailers = std::str::from_utf8(rest.get(FRAME_HEADER..).unwrap_or_default())?;
            let fine = |line: &str| line.replace(' ', "") == "grpc-status:0";
            ensure!(trailers.split("\r\n").any(fine), "trailers {trailers:?}");
        }
        Ok(answer.body.slice(FRAME_HEADER..end))
    }

    /// The id of the action in a message.
    pub(crate) fn id(self, message: &[u8]) -> anyhow::Result<String> {
        if self == Self::Rest {
            let answer: serde_json::Value = serde_json::from_slice(message)?;
            return Ok(answer["action"]["id"].as_str().context("no id")?.to_owned());
        }
        Ok(GetActionResponse::decode(message)?
            .action
            .context("no action")?
            .id)
    }
}

fn frame(id: &str) -> Bytes {
    let message = GetActionRequest { id: id.to_owned() }.encode_to_vec();
    let mut bytes = BytesMut::with_capacity(FRAME_HEADER + message.len());
    bytes.put_u8(0);
    bytes.put_u32(message.len() as u32);
    bytes.put_slice(&message);
    bytes.freeze()
}

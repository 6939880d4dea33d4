//! Answers taken apart: the messages in them, once the rest is known to be right.

use anyhow::{Context as _, ensure};
use bytes::{Buf as _, Bytes};
use http::{HeaderMap, StatusCode};
use prost::Message;

use super::{Dialect, Work};
use crate::{
    json,
    pb::{Blob, Note},
    sample,
};

/// Flags of the last envelope of gRPC-Web and of a stream of Connect.
const TRAILERS: u8 = 0x80;
const END_OF_STREAM: u8 = 0x02;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Parts<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    pub body: &'a Bytes,
    pub trailers: &'a HeaderMap,
}

/// The messages of a successful answer; anything else is an error.
pub fn messages(dialect: Dialect, work: Work, answer: &Parts<'_>) -> anyhow::Result<Vec<Bytes>> {
    ensure!(answer.status == StatusCode::OK, "{answer:?}");
    if !dialect.has_envelopes(work) {
        return Ok(vec![answer.body.clone()]);
    }
    let mut body = answer.body.clone();
    let mut messages = Vec::new();
    let mut last = None;
    while body.has_remaining() {
        ensure!(last.is_none(), "bytes behind the end");
        let flags = body.try_get_u8()?;
        let length = usize::try_from(body.try_get_u32()?)?;
        ensure!(length <= body.len(), "a cut message");
        let message = body.split_to(length);
        if flags == 0 {
            messages.push(message);
        } else {
            last = Some((flags, message));
        }
    }
    match dialect {
        Dialect::Grpc => {
            ensure!(last.is_none(), "flags {last:?}");
            let status = answer.trailers.get("grpc-status");
            ensure!(
                status.is_some_and(|code| code == "0"),
                "grpc-status {status:?}"
            );
        }
        Dialect::GrpcWeb => {
            let (flags, text) = last.context("no trailers")?;
            let fine = |line: &str| line.to_lowercase().replace(' ', "") == "grpc-status:0";
            let text = std::str::from_utf8(&text)?;
            ensure!(
                flags == TRAILERS && text.split("\r\n").any(fine),
                "{text:?}"
            );
        }
        _ => {
            let (flags, text) = last.context("no end of stream")?;
            let end: serde_json::Value = serde_json::from_slice(&text)?;
            ensure!(
                flags == END_OF_STREAM && end.get("error").is_none(),
                "{end}"
            );
        }
    }
    Ok(messages)
}

/// Whether the messages are those that the service is to answer.
pub fn check(dialect: Dialect, work: Work, messages: &[Bytes]) -> anyhow::Result<()> {
    let expected: Vec<Note> = match work {
        Work::Note => {
            let mut note = sample::note();
            note.revision += 1;
            vec![note]
        }
        Work::List => sample::notes(sample::COUNT).collect(),
        Work::Blob => {
            let [message] = messages else {
                anyhow::bail!("{} messages", messages.len())
            };
            ensure!(
                decode::<Blob>(dialect, message)? == sample::blob(),
                "another blob"
            );
            return Ok(());
        }
    };
    let decoded = messages.iter().map(|message| decode(dialect, message));
    let notes: Vec<Note> = decoded.collect::<anyhow::Result<_>>()?;
    ensure!(notes == expected, "other notes: {notes:?}");
    Ok(())
}

fn decode<M: Message + Default + portcullis_gateway::json::Message>(
    dialect: Dialect,
    message: &Bytes,
) -> anyhow::Result<M> {
    if dialect.is_json() {
        Ok(json::decode(message)?)
    } else {
        Ok(M::decode(message.clone())?)
    }
}

//! Reads a request body: as much as allowed, as long as allowed.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;
use tonic::Status;

/// How much of a body is read, and how long a caller may take to send it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) time: Duration,
}

/// Reads the whole body.
pub(super) async fn read<B: Body<Data = Bytes>>(body: B, limits: Limits) -> Result<Bytes, Status> {
    let mut body = pin!(body);
    let declared = body.size_hint().lower();
    if declared > limits.bytes as u64 {
        return Err(too_large(declared, limits.bytes));
    }
    let reading = collect(body.as_mut(), limits.bytes);
    tokio::time::timeout(limits.time, reading)
        .await
        .unwrap_or_else(|_| {
            let limit = limits.time.as_secs();
            let message = format!("the request body did not arrive within {limit} s");
            Err(Status::deadline_exceeded(message))
        })
}

/// Joins the frames; a body of one frame is not copied.
async fn collect<B: Body<Data = Bytes>>(
    mut body: Pin<&mut B>,
    limit: usize,
) -> Result<Bytes, Status> {
    let mut first = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Status::cancelled("the request body broke off"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let seen = first.len() + joined.len() + data.len();
        if seen > limit {
            return Err(too_large(seen as u64, limit));
        }
        if first.is_empty() && joined.is_empty() {
            first = data;
        } else {
            joined.extend_from_slice(&std::mem::take(&mut first));
            joined.extend_from_slice(&data);
        }
    }
    Ok(if joined.is_empty() {
        first
    } else {
        joined.freeze()
    })
}

fn too_large(size: u64, limit: usize) -> Status {
    Status::resource_exhausted(format!(
        "grpc: received message larger than max ({size} vs. {limit})"
    ))
}

//! The bytes of a request body: all of it, one JSON text after the other, or as they come.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes, BytesMut};
use http_body::Body as _;
use tonic::Status;

use crate::{
    base64_text::NotBase64,
    body::{Body, BoxError},
    envelope::{Broken, ROOM_AHEAD},
    rest::split::{self, Splitter},
};

/// The next JSON text of a body.
pub(super) fn poll_text(
    body: &mut Body,
    splitter: &mut Splitter,
    cx: &mut Context<'_>,
) -> Poll<Result<Option<Bytes>, Status>> {
    loop {
        if let Some(text) = splitter.next().map_err(explain_split)? {
            return Poll::Ready(Ok(Some(text)));
        }
        match ready!(poll_data(body, cx)).map_err(body_failed)? {
            Some(chunk) => splitter.push(&chunk),
            None => return Poll::Ready(splitter.finish().map_err(explain_split)),
        }
    }
}

/// The next bytes of a body, which are some.
pub(super) fn poll_data(
    body: &mut Body,
    cx: &mut Context<'_>,
) -> Poll<Result<Option<Bytes>, BoxError>> {
    loop {
        let Some(frame) = ready!(Pin::new(&mut *body).poll_frame(cx)?) else {
            return Poll::Ready(Ok(None));
        };
        if let Ok(data) = frame.into_data()
            && !data.is_empty()
        {
            return Poll::Ready(Ok(Some(data)));
        }
    }
}

fn explain_split(error: split::Error) -> Status {
    let message = format!("invalid JSON stream: {error}");
    match error {
        split::Error::TooLarge(_) => Status::resource_exhausted(message),
        _ => Status::invalid_argument(message),
    }
}

/// Reads a body to its end, without a copy when it came in one piece.
pub(super) fn poll_whole(
    body: &mut Body,
    read: &mut BytesMut,
    limit: usize,
    cx: &mut Context<'_>,
) -> Poll<Result<Bytes, Broken>> {
    // what is announced as too large need not be waited for
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Poll::Ready(Err(Broken::TooLarge(announced)));
    }
    loop {
        let frame = match ready!(Pin::new(&mut *body).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Err(Broken::Body(error))),
            None => return Poll::Ready(Ok(read.split().freeze())),
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let length = read.len() + data.remaining();
        if length > limit {
            return Poll::Ready(Err(Broken::TooLarge(length)));
        }
        if read.is_empty() && body.is_end_stream() {
            return Poll::Ready(Ok(data));
        }
        if read.is_empty() {
            read.reserve(announced.min(ROOM_AHEAD));
        }
        read.extend_from_slice(&data);
    }
}

/// A body that failed: the caller went away, or a layer around the engine says why.
pub(super) fn body_failed(error: BoxError) -> Status {
    match error.downcast::<Status>() {
        Ok(status) => *status,
        Err(error) if error.is::<NotBase64>() => Status::invalid_argument(error.to_string()),
        Err(error) => {
            let mut status = Status::cancelled("the request body could not be read");
            status.set_source(error.into());
            status
        }
    }
}

//! Answers as scripts get them.

use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_ENCODING, CONTENT_LENGTH},
    response::Parts,
};
use hyper::body::{Body as _, Incoming};
use portcullis_runtime::FetchResponse;

use crate::{body, cause::Cause};

/// Reads an answer to its end; what is packed with gzip, the script need not know of.
pub(crate) async fn read(
    mut head: Parts,
    body: Incoming,
    is_unpacked: bool,
    limit: u64,
) -> Result<FetchResponse, Cause> {
    let encoding = head.headers.get(CONTENT_ENCODING);
    let is_gzip =
        encoding.is_some_and(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"gzip"));
    let is_unpacked = is_gzip && is_unpacked;
    if is_unpacked {
        head.headers.remove(CONTENT_ENCODING);
        head.headers.remove(CONTENT_LENGTH);
    } else if let Some(length) = body.size_hint().exact().filter(|length| *length > limit) {
        return Err(Cause::TooLarge { length, limit });
    }
    let bytes = body::read(body, is_unpacked, limit).await?;
    let body = String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(FetchResponse {
        status: head.status.as_u16(),
        headers: named(&head.headers),
        body,
    })
}

/// Headers with their names as scripts know them, like `Content-Type`.
fn named(headers: &HeaderMap) -> Vec<(String, Vec<String>)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let values = |name| headers.get_all(name).iter().map(text).collect();
    headers
        .keys()
        .map(|name| (canonical(name.as_str()), values(name)))
        .collect()
}

fn canonical(name: &str) -> String {
    let parts = name.split('-').map(|part| {
        let mut letters = part.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    });
    parts.collect::<Vec<String>>().join("-")
}

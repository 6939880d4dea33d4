//! What an action asked others for.

use std::fmt::Write as _;

use portcullis_proto::portcullis::runtime::v1::HttpCall;

use super::{milliseconds, shown};

/// Lines and bytes of a body that are shown.
const LINES_MAX: usize = 20;
const BYTES_MAX: usize = 1000;

/// The call as it went out, and how it was answered.
pub(super) fn http_call(text: &mut String, call: &HttpCall) {
    let took = milliseconds(call.took);
    let answer = match call.error.as_str() {
        "" if call.mocked => format!("{} in {took}, a mock", call.status),
        "" => format!("{} in {took}", call.status),
        error => format!("no answer in {took}: {error}"),
    };
    let _ = writeln!(text, "    {} {} → {answer}", call.method, call.url);
    let mut headers: Vec<_> = call.request_headers.iter().collect();
    headers.sort_by_key(|(name, _)| *name);
    for (name, list) in headers {
        for value in &list.values {
            let _ = writeln!(text, "      {name}: {value}");
        }
    }
    if !call.request_body.is_empty() {
        text.push('\n');
        body(text, &shown(&call.request_body));
    }
}

fn body(text: &mut String, body: &str) {
    let kept = &body[..body.floor_char_boundary(BYTES_MAX)];
    let mut lines = kept.lines();
    for line in lines.by_ref().take(LINES_MAX) {
        let _ = writeln!(text, "      {line}");
    }
    if lines.next().is_some() || kept.len() < body.len() {
        text.push_str("      …\n");
    }
}

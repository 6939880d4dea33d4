//! HTTP calls as they are told: without secrets, and without what is a credential by its place.

use std::borrow::Cow;

use url::Url;

use super::{MASK, Redaction};

/// How the calls' errors end what stands before a host, when a password stood there.
const PASSWORD_MASKED: &str = ":***";

/// Bytes that are told of a body, a URL, a header; and how many headers, one for each value.
const TEXT_BYTES_MAX: usize = 2000;
const HEADERS_MAX: usize = 100;

/// Headers whose values are credentials, in lower case; and parts of names that say so.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
const CREDENTIAL_PARTS: [&str; 7] = [
    "api-key", "apikey", "api_key", "auth-", "password", "secret", "token",
];

/// A URL without the password that may stand before its host.
pub(crate) fn call_url(redaction: &Redaction, url: &str) -> String {
    let redacted = redaction.redact(url, usize::MAX);
    let (scheme, rest) = match redacted.split_once("://") {
        None => return cut(redacted.into_owned()),
        Some(parts) => parts,
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    cut(match authority.rsplit_once('@') {
        None => redacted.into_owned(),
        Some((_, host)) => format!("{scheme}://{MASK}@{host}{path}"),
    })
}

/// Why a call of a URL got no answer. The error tells the URL as it was read, in which a secret may be cut
/// in pieces: what stood before the host as it was meant, for example.
pub(crate) fn call_error(redaction: &Redaction, url: &str, error: String) -> String {
    if redaction.redact(url, usize::MAX) == url {
        return error;
    }
    let Ok(mut read) = Url::parse(url) else {
        return error;
    };
    let host = read.host_str().unwrap_or_default().to_owned();
    if read.password().is_some() {
        // a URL with a password can have another
        let _ = read.set_password(Some(MASK));
    }
    let told = call_url(redaction, url);
    let error = error.replace(read.as_str(), &told);
    if host.is_empty() || told.to_lowercase().contains(&host) {
        return error;
    }
    error.replace(&host, MASK)
}

/// A text in which URLs may stand, without what stands before their hosts. Where only a password stood
/// there and was masked already, the user is told.
pub(crate) fn without_credentials(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("://") {
        let end = behind.find(|it: char| "/?#\\\"'".contains(it) || it.is_whitespace());
        let (authority, after) = behind.split_at(end.unwrap_or(behind.len()));
        kept.push_str(before);
        kept.push_str("://");
        match authority.rsplit_once('@') {
            Some((user, host)) if !user.ends_with(PASSWORD_MASKED) => {
                kept.push_str(MASK);
                kept.push('@');
                kept.push_str(host);
            }
            _ => kept.push_str(authority),
        }
        rest = after;
    }
    if kept.is_empty() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The beginning of a text.
pub(crate) fn call_text(redaction: &Redaction, text: &str) -> String {
    redaction.redact(text, TEXT_BYTES_MAX).into_owned()
}

/// The first headers, each cut; names stay, for they say what was sent.
pub(crate) fn call_headers(
    redaction: &Redaction,
    headers: &[(String, Vec<String>)],
) -> Vec<(String, Vec<String>)> {
    let mut left = HEADERS_MAX;
    let mut told = Vec::new();
    for (name, values) in headers {
        if left == 0 {
            break;
        }
        let most = values.len().min(left);
        left = left.saturating_sub(most.max(1));
        let values = if is_credential(name) {
            vec![MASK.to_owned(); most]
        } else {
            header_values(redaction, values, most)
        };
        told.push((call_text(redaction, name), values));
    }
    told
}

/// The first values. One with commas was made several, so that a secret may stand in more than one.
fn header_values(redaction: &Redaction, values: &[String], most: usize) -> Vec<String> {
    let redact = |value: &str| redaction.redact(value, usize::MAX).into_owned();
    let each: Vec<_> = values.iter().map(|value| redact(value)).collect();
    let together = redact(&values.join(","));
    if together == each.join(",") {
        return each.into_iter().take(most).map(cut).collect();
    }
    // values may have commas of their own, of which not each begins another
    let parts = together.splitn(most, ',');
    parts.map(|part| cut(part.to_owned())).collect()
}

/// The beginning of what was redacted already, and no memory for the rest.
fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
    text.shrink_to_fit();
    text
}

/// The beginning of a body.
pub(crate) fn call_body(redaction: &Redaction, body: &str) -> Vec<u8> {
    let told = redaction.redact(body, TEXT_BYTES_MAX);
    told.into_owned().into_bytes()
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CREDENTIALS.contains(&&*name) || CREDENTIAL_PARTS.iter().any(|part| name.contains(part))
}

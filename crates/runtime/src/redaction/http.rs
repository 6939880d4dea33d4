//! HTTP calls as they are told: without secrets, and without what is a credential by its place.

use std::borrow::Cow;

use super::{MASK, Redaction};

/// How the calls' errors end what stands before a host, when a password stood there.
const PASSWORD_MASKED: &str = ":***";

/// Bytes that are told of a body, a URL, a header; and how many headers.
const TEXT_BYTES_MAX: usize = 2000;
const HEADERS_MAX: usize = 100;

/// Headers whose values are credentials, in lower case; and parts of names that say so.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
const CREDENTIAL_PARTS: [&str; 7] = [
    "api-key", "apikey", "api_key", "auth-", "password", "secret", "token",
];

/// A URL without the password that may stand before its host.
pub(crate) fn call_url(redaction: &Redaction, url: &str) -> String {
    let without = match url.split_once("://") {
        None => url.to_owned(),
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            match authority.rsplit_once('@') {
                None => url.to_owned(),
                Some((_, host)) => format!("{scheme}://{MASK}@{host}{path}"),
            }
        }
    };
    call_text(redaction, &without)
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
    let told = headers.iter().take(HEADERS_MAX).map(|(name, values)| {
        let is_credential = is_credential(name);
        let values = values
            .iter()
            .take(HEADERS_MAX)
            .map(|value| match is_credential {
                true => MASK.to_owned(),
                false => call_text(redaction, value),
            });
        (call_text(redaction, name), values.collect())
    });
    told.collect()
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

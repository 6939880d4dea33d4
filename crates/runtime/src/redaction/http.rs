//! HTTP calls as they are told: without secrets, and without what is a credential by its place.

use super::{MASK, Redaction};

/// Bytes that are told of a body.
const BODY_BYTES_MAX: usize = 2000;

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
    redaction.redact(&without, usize::MAX).into_owned()
}

/// Headers; names stay, for they say what was sent.
pub(crate) fn call_headers(
    redaction: &Redaction,
    headers: Vec<(String, Vec<String>)>,
) -> Vec<(String, Vec<String>)> {
    let told = headers.into_iter().map(|(mut name, mut values)| {
        let is_credential = is_credential(&name);
        for value in &mut values {
            if is_credential {
                MASK.clone_into(value);
            } else {
                redaction.redact_all(value);
            }
        }
        redaction.redact_all(&mut name);
        (name, values)
    });
    told.collect()
}

/// The beginning of a body.
pub(crate) fn call_body(redaction: &Redaction, body: &str) -> Vec<u8> {
    let told = redaction.redact(body, BODY_BYTES_MAX);
    told.into_owned().into_bytes()
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CREDENTIALS.contains(&&*name) || CREDENTIAL_PARTS.iter().any(|part| name.contains(part))
}

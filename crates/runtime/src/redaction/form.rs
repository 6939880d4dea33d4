//! The forms in which a secret is passed on.

use std::{collections::HashSet, ops::Range, sync::Arc};

use url::Url;

use super::encoding::Encoding;

/// One form of one secret.
#[derive(Clone, Debug)]
pub(super) struct Form {
    secret: Arc<str>,
    encoding: Encoding,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Wherever it stands.
    Anywhere,
    /// Only as a word of its own: what is so short stands in other words by chance.
    Word,
    /// A part of base64, in which the bits of its first and last characters are mixed with others.
    Base64,
}

/// A secret of fewer characters is looked for as a word.
const ANYWHERE_MIN: usize = 4;
/// A secret of fewer bytes is not looked for in base64, of which too little is its own.
const BASE64_MIN: usize = 6;
/// The path of a URL that has fewer bytes is in others, too.
const PATH_MIN: usize = 8;

/// All forms of a secret, each once; none of an empty one.
pub(super) fn forms(secret: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut known = HashSet::new();
    for variant in variants(secret) {
        let is_short = variant.chars().count() < ANYWHERE_MIN;
        let kind = if is_short { Kind::Word } else { Kind::Anywhere };
        let texts = Encoding::texts().map(|encoding| (encoding, kind));
        let has_base64 = variant.len() >= BASE64_MIN;
        let base64 = Encoding::base64().filter(|_| has_base64);
        let base64 = base64.map(|encoding| (encoding, Kind::Base64));
        let secret: Arc<str> = variant.as_str().into();
        for (encoding, kind) in texts.chain(base64) {
            let encoded = encoding.encode(&secret, usize::MAX);
            if encoded.is_empty() || !known.insert(encoded) {
                continue;
            }
            let secret = secret.clone();
            forms.push(Form {
                secret,
                encoding,
                kind,
            });
        }
    }
    forms
}

/// The secret, and what becomes of it in URLs and headers before it is encoded.
fn variants(secret: &str) -> Vec<String> {
    let mut variants = vec![
        secret.to_owned(),
        secret.trim().to_owned(),
        // URL Standard, 4.4: these are taken out
        secret.replace(['\t', '\n', '\r'], ""),
        // lists in headers
        secret
            .split(',')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(","),
    ];
    if let Ok(mut url) = Url::parse(secret)
        && url.has_host()
    {
        variants.push(url.as_str().to_owned());
        let path = &url[url::Position::BeforePath..];
        if path.len() >= PATH_MIN {
            variants.push(path.to_owned());
        }
        // a URL with a host can have both
        let _ = (url.set_username(""), url.set_password(None));
        variants.push(url.into());
    }
    let mut known = HashSet::new();
    variants.retain(|variant| known.insert(variant.clone()));
    variants
}

// === impl Form ===

impl Form {
    /// Its first bytes as text, at most so many.
    pub(super) fn head(&self, most: usize) -> String {
        let mut head = self.encoding.encode(&self.secret, most);
        head.truncate(most);
        let whole = match std::str::from_utf8(&head) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        head.truncate(whole);
        String::from_utf8(head).unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) fn secret_kept(&self) -> (*const u8, usize) {
        (self.secret.as_ptr(), self.secret.len())
    }

    /// Where it stands from `start` on, or as much of it as does, with what must go along with it.
    pub(super) fn place(&self, text: &str, start: usize) -> Option<Range<usize>> {
        let standing = text.as_bytes().get(start..)?;
        let mut stop = start + self.encoding.common_with(&self.secret, standing);
        // never within a character
        while !text.is_char_boundary(stop) {
            stop -= 1;
        }
        match self.kind {
            Kind::Anywhere => Some(start..stop),
            Kind::Word => is_apart(text, start..stop).then_some(start..stop),
            Kind::Base64 => Some(base64_around(text, start..stop)),
        }
    }
}

/// Whether it is a word of its own.
fn is_apart(text: &str, place: Range<usize>) -> bool {
    let before = text[..place.start].chars().next_back();
    let behind = text[place.end..].chars().next();
    let is_letter = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    !is_letter(before) && !is_letter(behind)
}

/// All the base64 that it is a part of: its other characters hold bits of the secret.
fn base64_around(text: &str, place: Range<usize>) -> Range<usize> {
    let of_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
    let bytes = text.as_bytes();
    let before = bytes[..place.start].iter().rev();
    let behind = bytes[place.end..].iter();
    let more =
        |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|byte| of_base64(byte)).count();
    let start = place.start - more(&mut before.into_iter());
    start..place.end + more(&mut behind.into_iter())
}

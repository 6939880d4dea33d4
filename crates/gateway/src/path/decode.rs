//! Percent-decoding.

use std::borrow::Cow;

use super::options::KeptEscapes;

/// What RFC 6570 calls reserved: RFC 3986's delimiters.
const RESERVED: &[u8] = b":/?#[]@!$&'()*+,;=";

/// Decodes every escape; `None` for a broken escape or bytes that are not UTF-8.
pub(crate) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.contains('%') {
        return Some(Cow::Borrowed(raw));
    }
    decode_unless(raw, |_| false).map(Cow::Owned)
}

/// Decodes every escape but those that are to be kept, which stay as they were sent.
pub(super) fn decode_but(raw: &str, kept: KeptEscapes) -> Option<Cow<'_, str>> {
    if !raw.contains('%') {
        return Some(Cow::Borrowed(raw));
    }
    let keep = |byte| match kept {
        KeptEscapes::Slash => byte == b'/',
        KeptEscapes::Reserved => RESERVED.contains(&byte),
        KeptEscapes::None => false,
    };
    decode_unless(raw, keep).map(Cow::Owned)
}

fn decode_unless(raw: &str, keep: impl Fn(u8) -> bool) -> Option<String> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'%' {
            decoded.push(byte);
            rest = tail;
            continue;
        }
        let (digits, tail) = tail.split_first_chunk::<2>()?;
        let value = hex(digits[0])? << 4 | hex(digits[1])?;
        if keep(value) {
            decoded.extend_from_slice(&[b'%', digits[0], digits[1]]);
        } else {
            decoded.push(value);
        }
        rest = tail;
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::{KeptEscapes, decode, decode_but};

    #[track_caller]
    fn check(raw: &str, full: Option<&str>, slash: Option<&str>, reserved: Option<&str>) {
        assert_eq!(decode(raw).as_deref(), full, "{raw:?}");
        let but = |kept| decode_but(raw, kept);
        assert_eq!(but(KeptEscapes::None).as_deref(), full, "{raw:?}");
        assert_eq!(but(KeptEscapes::Slash).as_deref(), slash, "{raw:?}");
        assert_eq!(but(KeptEscapes::Reserved).as_deref(), reserved, "{raw:?}");
    }

    #[test]
    fn decodes() {
        check("plain", Some("plain"), Some("plain"), Some("plain"));
        check("a%20b", Some("a b"), Some("a b"), Some("a b"));
        check(
            "a%2Fb%2fc%3A",
            Some("a/b/c:"),
            Some("a%2Fb%2fc:"),
            Some("a%2Fb%2fc%3A"),
        );
        check("%C3%A4", Some("ä"), Some("ä"), Some("ä"));
        check("%252F", Some("%2F"), Some("%2F"), Some("%2F"));
        check("a+b", Some("a+b"), Some("a+b"), Some("a+b"));
    }

    #[test]
    fn refuses() {
        for raw in ["%", "%2", "%zz", "a%", "%+1", "%ff", "%C3"] {
            check(raw, None, None, None);
        }
    }
}

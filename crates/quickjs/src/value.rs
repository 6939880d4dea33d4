//! What crosses between the host and a script.

/// A primitive value.
///
/// Text is UTF-8 outside. A lone surrogate, which a JavaScript string may hold and UTF-8 cannot,
/// leaves as one U+FFFD. Who needs it exactly lets the prelude escape it, as `JSON.stringify` does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `undefined`.
    #[default]
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// Anything else: an object, a symbol, a big integer. It stays inside, and comes in as
    /// `undefined`.
    Other,
}

// === impl Value ===

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

/// Text from what QuickJS writes: UTF-8, but for lone surrogates, which it encodes as if they were
/// characters (WTF-8).
pub(crate) fn text_of(bytes: &[u8]) -> String {
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        match rest {
            [0xed, 0xa0..=0xbf, _, tail @ ..] => {
                text.extend_from_slice("\u{fffd}".as_bytes());
                rest = tail;
            }
            _ => {
                text.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::text_of;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(text_of(bytes), expected);
    }

    #[test]
    fn text_is_kept() {
        check(b"", "");
        check("aé€😀\0".as_bytes(), "aé€😀\0");
    }

    #[test]
    fn a_lone_surrogate_is_one_replacement() {
        check(b"a\xed\xa0\x80b", "a\u{fffd}b");
        check(b"\xed\xbf\xbf\xed\xa0\x80\xc3\xa9", "\u{fffd}\u{fffd}é");
        check(b"\xed\x9f\xbf\xed\xa0\x80", "\u{d7ff}\u{fffd}");
    }

    /// UTF-16 as QuickJS writes it: pairs joined, lone surrogates as they are.
    fn wtf_8(units: &[u16]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for unit in char::decode_utf16(units.iter().copied()) {
            match unit {
                Ok(character) => bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(lone) => {
                    let [high, low] = lone.unpaired_surrogate().to_be_bytes();
                    bytes.extend([0xed, 0x80 | (high & 15) << 2 | low >> 6, 0x80 | low & 63]);
                }
            }
        }
        bytes
    }

    proptest! {
        #[test]
        fn every_text_is_read(units in vec(prop_oneof![any::<u16>(), 0xd700..0xe100_u16], 0..50)) {
            prop_assert_eq!(text_of(&wtf_8(&units)), String::from_utf16_lossy(&units));
        }

        #[test]
        fn no_bytes_are_too_strange(bytes: Vec<u8>) {
            let is_text = str::from_utf8(&bytes).is_ok();
            prop_assert_eq!(text_of(&bytes).as_bytes() == bytes, is_text);
        }
    }

    #[test]
    fn anything_else_becomes_text_as_well() {
        check(b"\xed\xa0", "\u{fffd}\u{fffd}");
        check(b"\xff", "\u{fffd}");
    }
}

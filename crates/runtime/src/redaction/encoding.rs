//! How texts are encoded where they are passed on.

use std::ops::ControlFlow::{self, Break, Continue};

/// One way to write a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    /// As it is.
    Plain,
    /// As it stands between the quotes of a JSON string.
    Json(Json),
    /// The same within a JSON text that is itself such a string.
    JsonInJson(Json),
    /// With `%` and two digits for each byte that is not kept.
    Percent {
        kept: Kept,
        lower_case: bool,
        /// A space is a plus.
        plus: bool,
    },
    /// In base64, so many bytes behind a place that is a multiple of three: what is the same whatever
    /// stands before and behind it. The last two characters of the alphabet differ.
    Base64 { behind: usize, last: [u8; 2] },
}

/// What encoders of JSON escape beyond what they must.
#[derive(Clone, Copy, Debug)]
pub(super) struct Json {
    /// What means something to browsers.
    html: bool,
    /// The solidus.
    solidus: bool,
    /// What is not ASCII.
    ascii: bool,
    /// Whether the digits of an escape have capital letters.
    upper_case: bool,
}

/// What is not percent-encoded, beside letters and digits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    These(&'static str),
    /// All of printable ASCII but these and the space: a percent-encode set of the URL Standard.
    AllBut(&'static str),
}

/// What encoders of components, forms and whole URIs in several languages keep.
const THESE: [&str; 6] = [
    // `encodeURIComponent`
    "-_.!~*'()",
    // RFC 3986, "unreserved"
    "-_.~",
    // `encodeURI`
    "-_.!~*'();/?:@&=+$,#",
    // `application/x-www-form-urlencoded`
    "-_.*",
    // `escape`
    "@*_+-./",
    // the most careful
    "-_.",
];

/// What is encoded in the fragment, query, query of HTTP, path (older and newer) and userinfo of URLs.
const ALL_BUT: [&str; 6] = [
    "\"<>`",
    "\"#<>",
    "\"#<>'",
    "\"#<>?`{}",
    "\"#<>?^`{}",
    "\"#<>?`{}/:;=@[\\]^|",
];

const STANDARD: [u8; 2] = *b"+/";
const URL_SAFE: [u8; 2] = *b"-_";

/// Takes a text piece by piece, as long as it wants more.
type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> ControlFlow<()>;

// === impl Encoding ===

impl Encoding {
    /// Every one in which characters stay or are escaped.
    pub(super) fn texts() -> impl Iterator<Item = Self> {
        let json = Json::all().flat_map(|json| [Self::Json(json), Self::JsonInJson(json)]);
        let spellings = [(false, false), (false, true), (true, false), (true, true)];
        let these = THESE.into_iter().flat_map(move |kept| {
            spellings.map(|(lower_case, plus)| Self::Percent {
                kept: Kept::These(kept),
                lower_case,
                plus,
            })
        });
        let urls = ALL_BUT.into_iter().map(|encoded| Self::Percent {
            kept: Kept::AllBut(encoded),
            lower_case: false,
            plus: false,
        });
        let plain = std::iter::once(Self::Plain);
        plain.chain(json).chain(these).chain(urls)
    }

    /// Each place and alphabet of base64.
    pub(super) fn base64() -> impl Iterator<Item = Self> {
        let alphabets = [STANDARD, URL_SAFE];
        (0..3).flat_map(move |behind| alphabets.map(|last| Self::Base64 { behind, last }))
    }

    /// The first bytes of the encoded text, at least so many unless it has less.
    pub(super) fn encode(self, text: &str, least: usize) -> Vec<u8> {
        let mut encoded = Vec::new();
        self.write(text, &mut |piece| {
            encoded.extend_from_slice(piece);
            if encoded.len() < least {
                Continue(())
            } else {
                Break(())
            }
        });
        encoded
    }

    /// How many bytes another text has in common with the encoded one, from their beginnings on.
    pub(super) fn common_with(self, text: &str, other: &[u8]) -> usize {
        let mut common = 0;
        self.write(text, &mut |piece| {
            let standing = other.get(common..).unwrap_or_default();
            let same = piece.iter().zip(standing).take_while(|(a, b)| a == b);
            let count = same.count();
            common += count;
            if count == piece.len() {
                Continue(())
            } else {
                Break(())
            }
        });
        common
    }

    fn write(self, text: &str, sink: Sink<'_>) {
        // whoever takes no more has what it wants
        let _ = match self {
            Self::Plain => sink(text.as_bytes()),
            Self::Json(json) => json.write(text, sink),
            Self::JsonInJson(json) => {
                json.write(text, &mut |piece| match std::str::from_utf8(piece) {
                    Ok(piece) => json.write(piece, sink),
                    // it writes whole characters
                    Err(_) => Break(()),
                })
            }
            Self::Percent {
                kept,
                lower_case,
                plus,
            } => write_percent(text, kept, lower_case, plus, sink),
            Self::Base64 { behind, last } => write_base64(text.as_bytes(), behind, last, sink),
        };
    }
}

fn write_percent(
    text: &str,
    kept: Kept,
    lower_case: bool,
    plus: bool,
    sink: Sink<'_>,
) -> ControlFlow<()> {
    let digits = if lower_case {
        b"0123456789abcdef"
    } else {
        b"0123456789ABCDEF"
    };
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(byte) {
            sink(&[byte])
        } else if byte == b' ' && plus {
            sink(b"+")
        } else {
            let digit = |nibble: u8| digits[usize::from(nibble & 15)];
            sink(&[b'%', digit(byte >> 4), digit(byte)])
        }?;
    }
    Continue(())
}

fn write_base64(text: &[u8], behind: usize, last: [u8; 2], sink: Sink<'_>) -> ControlFlow<()> {
    let length = behind + text.len();
    let byte = |at: usize| {
        let at = at.checked_sub(behind);
        u16::from(at.and_then(|at| text.get(at)).copied().unwrap_or_default())
    };
    for place in (behind * 8).div_ceil(6)..length * 8 / 6 {
        let (first, bits) = (place * 6 / 8, place * 6 % 8);
        let both = byte(first) << 8 | byte(first + 1);
        let value = (both >> (10 - bits)) as u8 & 63;
        sink(&[match value {
            0..26 => b'A' + value,
            26..52 => b'a' + value - 26,
            52..62 => b'0' + value - 52,
            62 => last[0],
            _ => last[1],
        }])?;
    }
    Continue(())
}

// === impl Json ===

impl Json {
    /// Every one.
    fn all() -> impl Iterator<Item = Self> {
        (0_u8..16).map(|bits| Self {
            html: bits & 1 != 0,
            solidus: bits & 2 != 0,
            ascii: bits & 4 != 0,
            upper_case: bits & 8 != 0,
        })
    }

    /// RFC 8259, section 7, with the short escapes.
    fn write(self, text: &str, sink: Sink<'_>) -> ControlFlow<()> {
        for character in text.chars() {
            match character {
                '"' => sink(b"\\\""),
                '\\' => sink(b"\\\\"),
                '/' if self.solidus => sink(b"\\/"),
                '\u{8}' => sink(b"\\b"),
                '\u{c}' => sink(b"\\f"),
                '\n' => sink(b"\\n"),
                '\r' => sink(b"\\r"),
                '\t' => sink(b"\\t"),
                '\0'..' ' => self.escape(character, sink),
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if self.html => {
                    self.escape(character, sink)
                }
                _ if self.ascii && !character.is_ascii() => self.escape(character, sink),
                _ => sink(character.encode_utf8(&mut [0; 4]).as_bytes()),
            }?;
        }
        Continue(())
    }

    /// The character's one or two units.
    fn escape(self, character: char, sink: Sink<'_>) -> ControlFlow<()> {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let escaped = match self.upper_case {
                true => format!("\\u{unit:04X}"),
                false => format!("\\u{unit:04x}"),
            };
            sink(escaped.as_bytes())?;
        }
        Continue(())
    }
}

// === impl Kept ===

impl Kept {
    fn contains(self, byte: u8) -> bool {
        match self {
            Self::These(kept) => kept.as_bytes().contains(&byte),
            Self::AllBut(encoded) => byte.is_ascii_graphic() && !encoded.as_bytes().contains(&byte),
        }
    }
}

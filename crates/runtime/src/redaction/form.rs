//! The forms in which a secret is passed on.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// One form of one secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) text: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
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

/// What `encodeURIComponent`, queries, `encodeURI`, forms, `escape` and the most careful leave as it
/// is, beside letters and digits.
const COMPONENT: &str = "-_.!~*'()";
const QUERY: &str = "-_.~";
const URI: &str = "-_.!~*'();/?:@&=+$,#";
const FORM: &str = "-_.*";
const ESCAPE: &str = "@*_+-./";
const NEARLY_NOTHING: &str = "-_.";

/// All forms of a secret, each once; none of an empty one.
pub(super) fn forms(secret: &str) -> Vec<Form> {
    let kind = if secret.chars().count() < ANYWHERE_MIN {
        Kind::Word
    } else {
        Kind::Anywhere
    };
    let json = in_json(secret);
    let for_html = json
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    let mut texts = vec![secret.to_owned(), json, for_html];
    for kept in [COMPONENT, QUERY, URI, FORM, ESCAPE, NEARLY_NOTHING] {
        let upper = percent(secret, kept);
        let lower = lower_hex(&upper);
        texts.extend([upper.replace("%20", "+"), lower.replace("%20", "+")]);
        texts.extend([upper, lower]);
    }
    let mut forms: Vec<Form> = Vec::new();
    for text in texts {
        let form = Form { text, kind };
        if !form.text.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    }
    if secret.len() >= BASE64_MIN {
        forms.extend(in_base64(secret));
    }
    forms
}

/// As it stands between the quotes of a JSON string.
fn in_json(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn percent(secret: &str, kept: &str) -> String {
    let mut text = String::with_capacity(secret.len());
    for byte in secret.bytes() {
        let character = char::from(byte);
        if byte.is_ascii_alphanumeric() || kept.contains(character) {
            text.push(character);
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The same with small letters behind `%`.
fn lower_hex(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut digits = 0;
    for character in text.chars() {
        lower.push(match digits {
            0 => character,
            _ => character.to_ascii_lowercase(),
        });
        digits = match character {
            '%' => 2,
            _ => usize::saturating_sub(digits, 1),
        };
    }
    lower
}

/// What is the same whatever stands before and behind it in the same base64: at each of the three
/// places a byte can have, in both alphabets.
fn in_base64(secret: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret.as_bytes());
        let own = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        for encoded in [
            STANDARD_NO_PAD.encode(&bytes),
            URL_SAFE_NO_PAD.encode(&bytes),
        ] {
            let form = Form {
                text: encoded[own.clone()].to_owned(),
                kind: Kind::Base64,
            };
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

// === impl Form ===

impl Form {
    /// How many bytes of it stand at `start`, where its beginning ends at `stop`.
    pub(super) fn length_at(&self, text: &str, start: usize, stop: usize) -> Option<usize> {
        let standing = text.as_bytes().get(stop..)?;
        let rest = self.text.as_bytes().get(stop - start..)?;
        let more = rest.iter().zip(standing).take_while(|(a, b)| a == b);
        let mut length = stop - start + more.count();
        // never within a character
        while !text.is_char_boundary(start + length) {
            length -= 1;
        }
        let is_word = || {
            let before = text.get(..start)?.chars().next_back();
            let behind = text.get(start + length..)?.chars().next();
            let apart = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
            Some(apart(before) && apart(behind))
        };
        (self.kind != Kind::Word || is_word() == Some(true)).then_some(length)
    }

    /// The place with what must go along with it, not before `from`: of base64 the whole, for its
    /// other characters hold bits of the secret.
    pub(super) fn spread(
        &self,
        text: &str,
        from: usize,
        (start, stop): (usize, usize),
    ) -> (usize, usize) {
        if self.kind != Kind::Base64 {
            return (start, stop);
        }
        let of_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte);
        let bytes = text.as_bytes();
        let before = bytes[from..start].iter().rev();
        let behind = bytes[stop..].iter();
        (
            start - before.take_while(|byte| of_base64(byte)).count(),
            stop + behind.take_while(|byte| of_base64(byte)).count(),
        )
    }
}

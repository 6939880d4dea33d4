//! Values of fields as text.

use super::Maker;

const WORDS: [&str; 16] = [
    "abc",
    "a",
    "0",
    "x y",
    "ä☺",
    "100%",
    "a/b",
    "a:b",
    "x?y#z",
    "a&b=c",
    "~.-_",
    "\"q\"",
    "a;b",
    "%2F",
    "name@host",
    "'",
];
const I32: [&str; 6] = ["0", "1", "-1", "2147483647", "-2147483648", "12"];
const U32: [&str; 3] = ["0", "7", "4294967295"];
const I64: [&str; 4] = ["0", "-5", "9223372036854775807", "-9223372036854775808"];
const U64: [&str; 3] = ["0", "8", "18446744073709551615"];
const FLOAT: [&str; 6] = ["0", "1.5", "-0.25", "1e10", "NaN", "-Infinity"];
const BASE64: [&str; 4] = ["", "AAE=", "-_8=", "Zm9v"];
const TIMES: [&str; 3] = [
    "2026-01-02T03:04:05Z",
    "1970-01-01T00:00:00.123456789Z",
    "2000-02-29T23:59:59+01:00",
];
const DURATIONS: [&str; 4] = ["1s", "-1.5s", "0.000000001s", "315576000000s"];
const BROKEN: [&str; 4] = ["x", "1x", "--1", "99999999999999999999999"];

/// The kinds of fields that fit in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    I32,
    U32,
    I64,
    U64,
    Float,
    Bool,
    Bytes,
    Color,
    Time,
    Duration,
    Mask,
}

impl Maker<'_> {
    /// A text for a field, which now and then is none.
    pub(super) fn value(&mut self, kind: Kind) -> &'static str {
        if kind != Kind::Text && self.one_in(25) {
            return self.pick(&BROKEN);
        }
        self.good_value(kind)
    }

    pub(super) fn good_value(&mut self, kind: Kind) -> &'static str {
        match kind {
            Kind::Text => self.pick(&WORDS),
            Kind::I32 => self.pick(&I32),
            Kind::U32 => self.pick(&U32),
            Kind::I64 => self.pick(&I64),
            Kind::U64 => self.pick(&U64),
            Kind::Float => self.pick(&FLOAT),
            Kind::Bool => self.pick(&["true", "false"]),
            Kind::Bytes => self.pick(&BASE64),
            Kind::Color => self.pick(&["RED", "BLUE", "COLOR_UNSPECIFIED"]),
            Kind::Time => self.pick(&TIMES),
            Kind::Duration => self.pick(&DURATIONS),
            Kind::Mask => self.pick(&["name", "name,timeSpan", "child.name"]),
        }
    }
}

/// Every byte that is not unreserved, escaped.
pub(super) fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // writing to a string cannot fail
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

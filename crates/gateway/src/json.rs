//! JSON bodies into messages.
//!
//! The rules for fields are those of the message's own `Deserialize`; this module adds what holds
//! for every body: an empty one, one that is nested too deeply, and errors that say where.

use serde::de::DeserializeOwned;
use tonic::Status;

/// How deep objects and arrays may lie in each other.
pub const MAX_DEPTH: usize = 100;

/// Reads a message; nothing but blanks means a message without a field set.
///
/// # Errors
///
/// INVALID_ARGUMENT with the reason, the field and the place in the text.
pub fn decode<M: DeserializeOwned + Default>(body: &[u8]) -> Result<M, Status> {
    let text = std::str::from_utf8(body).map_err(|error| invalid(&error))?;
    if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        return Ok(M::default());
    }
    if let Some(offset) = too_deep(text.as_bytes(), MAX_DEPTH) {
        let (line, column) = place(text.as_bytes(), offset);
        return Err(invalid(&format_args!(
            "nested deeper than {MAX_DEPTH} levels at line {line} column {column}"
        )));
    }
    serde_json::from_str(text).map_err(|error| explain::<M>(text, &error))
}

/// Where a text first goes deeper than `max` levels, if it does. Brackets in strings don't count.
pub fn too_deep(text: &[u8], max: usize) -> Option<usize> {
    if text.len() <= max {
        return None;
    }
    let mut depth = 0_usize;
    let mut bytes = text.iter().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' if depth == max => return Some(offset),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => _ = bytes.next(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads the text a second time, now keeping track of the field: errors are rare, bodies are not.
fn explain<M: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Status {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let field = match serde_path_to_error::deserialize::<_, M>(&mut deserializer) {
        Ok(_) => String::new(),
        Err(traced) => traced.path().to_string(),
    };
    // `?` stands for a place that has no name, `.` for the whole
    match field.trim_end_matches(['?', '.']) {
        "" => invalid(error),
        field => invalid(&format_args!("{field}: {error}")),
    }
}

fn invalid(reason: &dyn std::fmt::Display) -> Status {
    Status::invalid_argument(format!("invalid JSON body: {reason}"))
}

/// Line and column of a byte, both from 1, as serde_json counts them.
fn place(text: &[u8], offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;
    use serde::Deserialize;

    use super::{MAX_DEPTH, decode, too_deep};

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Message {
        name: String,
        inner: Vec<Inner>,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    struct Inner {
        count: u32,
    }

    #[track_caller]
    fn check(body: impl AsRef<[u8]>, expected: Result<&str, &str>) {
        let decoded = decode::<Message>(body.as_ref()).map(|message| message.name);
        let decoded = decoded.map_err(|status| status.message().to_owned());
        let expected = expected.map(str::to_owned);
        let expected = expected.map_err(|reason| format!("invalid JSON body: {reason}"));
        assert_eq!(decoded, expected);
    }

    #[test]
    fn blank_is_empty() {
        check("", Ok(""));
        check(" \r\n\t", Ok(""));
        check("{}", Ok(""));
        check(r#" {"name":"n"} "#, Ok("n"));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        check("{", Err("EOF while parsing an object at line 1 column 1"));
        check("{}x", Err("trailing characters at line 1 column 3"));
        check(
            "null",
            Err("invalid type: null, expected struct Message at line 1 column 4"),
        );
        check(
            "{\n\"name\": 1}",
            Err("name: invalid type: integer `1`, expected a string at line 2 column 9"),
        );
        check(
            r#"{"inner":[{"count":"x"}]}"#,
            Err("inner[0].count: invalid type: string \"x\", expected u32 at line 1 column 22"),
        );
        check(
            b"\"\xff\"",
            Err("invalid utf-8 sequence of 1 bytes from index 1"),
        );
    }

    #[test]
    fn depth_is_limited_in_unknown_fields_too() {
        let nested = |levels: usize| {
            let inner = levels - 1;
            format!("{{\"x\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
        };
        check(nested(MAX_DEPTH), Ok(""));
        check(
            nested(MAX_DEPTH + 1),
            Err("nested deeper than 100 levels at line 1 column 105"),
        );
        let text = format!("{{\"x\":\"\\\"{}\"}}", "[".repeat(200));
        check(text, Ok(""));
    }

    proptest! {
        #[test]
        fn never_panics(text in ".*", max in 0_usize..5) {
            let _ = too_deep(text.as_bytes(), max);
            let _ = decode::<Message>(text.as_bytes());
        }
    }
}

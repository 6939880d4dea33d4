//! The settings file: one flat TOML table.

use std::path::Path;

/// A value of the file.
#[derive(Debug)]
pub(super) enum FileValue {
    /// A text, or a whole number as its digits.
    Text(String),
    /// Something that no setting is, named.
    Other(&'static str),
}

/// Every key with its value, or what is wrong with the file as a whole.
pub(super) fn read(path: &Path) -> Result<Vec<(String, FileValue)>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| line_of(&text, span.start));
        // The parser's own text would quote the line, which may hold what should stay private.
        format!("is no TOML: line {line}: {}", error.message())
    })?;
    Ok(table
        .into_iter()
        .map(|(key, value)| (key, classify(value)))
        .collect())
}

fn classify(value: toml::Value) -> FileValue {
    match value {
        toml::Value::String(text) => FileValue::Text(text),
        toml::Value::Integer(number) => FileValue::Text(number.to_string()),
        toml::Value::Float(_) => FileValue::Other("a fraction"),
        toml::Value::Boolean(_) => FileValue::Other("true or false"),
        toml::Value::Datetime(_) => FileValue::Other("a date"),
        toml::Value::Array(_) => FileValue::Other("a list"),
        toml::Value::Table(_) => FileValue::Other("a table"),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}

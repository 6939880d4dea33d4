//! Compares JSON with an expectation that may hold placeholders: `<timestamp>`, `<id>`, `<any>`,
//! `<text>`, `<present>` and `<seq:N>`.

use serde_json::{Map, Value};

/// How loosely two values are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// Paths of lists whose order does not count.
    pub(crate) unordered: Vec<String>,
    /// Both dates may stand in `details`, where the expectation names one.
    pub(crate) both_dates: bool,
}

/// Every place where the two differ, as readable lines.
pub(crate) fn differences(expected: &Value, actual: &Value, rules: &Rules) -> Vec<String> {
    let mut found = Vec::new();
    compare(expected, actual, "", rules, &mut found);
    found
}

fn compare(expected: &Value, actual: &Value, at: &str, rules: &Rules, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            objects(expected, actual, at, rules, found);
        }
        (Value::Array(expected), Value::Array(actual)) => {
            lists(expected, actual, at, rules, found);
        }
        (Value::String(pattern), actual) => match placeholder(pattern, actual) {
            Some(true) => {}
            None if expected == actual => {}
            _ => found.push(difference(at, expected, actual)),
        },
        _ if expected == actual => {}
        _ => found.push(difference(at, expected, actual)),
    }
}

fn objects(
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
    at: &str,
    rules: &Rules,
    found: &mut Vec<String>,
) {
    for (key, value) in expected {
        match actual.get(key) {
            Some(actual) => compare(value, actual, &format!("{at}.{key}"), rules, found),
            None => found.push(format!("{at}.{key}: expected {value}, absent")),
        }
    }
    for (key, value) in actual {
        let date = matches!(key.as_str(), "creationDate" | "changeDate");
        let allowed = rules.both_dates && date && expected.contains_key("sequence");
        let excused = allowed && is_timestamp(value);
        if !excused && !expected.contains_key(key) {
            found.push(format!("{at}.{key}: unexpected {value}"));
        }
    }
}

fn lists(expected: &[Value], actual: &[Value], at: &str, rules: &Rules, found: &mut Vec<String>) {
    if expected.len() != actual.len() {
        let lengths = (expected.len(), actual.len());
        found.push(format!(
            "{at}: {} items expected, {} there",
            lengths.0, lengths.1
        ));
    } else if rules
        .unordered
        .iter()
        .any(|path| path == at.trim_start_matches('.'))
    {
        let mut rest: Vec<&Value> = actual.iter().collect();
        for item in expected {
            let fits = |other: &&Value| differences(item, other, rules).is_empty();
            match rest.iter().position(fits) {
                Some(index) => drop(rest.swap_remove(index)),
                None => found.push(format!("{at}: no item like {item}")),
            }
        }
    } else {
        for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
            compare(expected, actual, &format!("{at}[{index}]"), rules, found);
        }
    }
}

/// Whether the value fits the placeholder; nothing when the text is no placeholder.
fn placeholder(pattern: &str, actual: &Value) -> Option<bool> {
    let text = actual.as_str().unwrap_or_default();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match pattern {
        "<any>" => true,
        "<present>" => !actual.is_null(),
        "<text>" => !text.is_empty(),
        "<timestamp>" => is_timestamp(actual),
        "<id>" => digits && (18..=20).contains(&text.len()),
        _ => text == pattern.strip_prefix("<seq:")?.strip_suffix('>')?,
    })
}

/// RFC 3339 in UTC with whole seconds or a fraction of 3, 6 or 9 digits.
fn is_timestamp(value: &Value) -> bool {
    let shape: String = value
        .as_str()
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    matches!(rest, "Z" | ".000Z" | ".000000Z" | ".000000000Z")
}

fn difference(at: &str, expected: &Value, actual: &Value) -> String {
    let cut = |value: &Value| value.to_string().chars().take(300).collect::<String>();
    format!("{at}: expected {}, got {}", cut(expected), cut(actual))
}

//! Fills `${name}` and `${rep:TEXT:COUNT}` into recorded strings.

use std::collections::BTreeMap;

use serde_json::Value;

/// What names stand for.
pub(super) type Variables = BTreeMap<String, Value>;

/// The value with every template in it replaced.
pub(super) fn fill(value: &Value, variables: &Variables) -> Value {
    match value {
        Value::String(text) => fill_text(text, variables).into(),
        Value::Array(items) => items.iter().map(|item| fill(item, variables)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), fill(value, variables)))
            .collect(),
        plain => plain.clone(),
    }
}

fn fill_text(text: &str, variables: &Variables) -> String {
    let mut parts = text.split("${");
    let mut filled = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        filled.push_str(&expand(name, variables));
        filled.push_str(rest);
    }
    filled
}

fn expand(name: &str, variables: &Variables) -> String {
    if let Some(repeat) = name.strip_prefix("rep:") {
        let (text, count) = repeat.rsplit_once(':').unwrap();
        return text.repeat(count.parse().unwrap());
    }
    match variables.get(name) {
        Some(value) => String::from(value.as_str().unwrap()),
        // Told in the text, so that one failed exchange does not hide how the later ones fare.
        None => format!("<{name} was never saved>"),
    }
}

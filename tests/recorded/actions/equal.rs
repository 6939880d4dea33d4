//! When what is equals what was recorded.

use std::collections::BTreeSet;

use serde_json::Value;

/// Compares two values, with other values allowed by their paths.
pub(super) fn compare(
    path: &str,
    expected: &Value,
    is: &Value,
    or: &Value,
    found: &mut Vec<String>,
) {
    if let (Value::Object(expected), Value::Object(is)) = (expected, is) {
        let names: BTreeSet<_> = expected.keys().chain(is.keys()).collect();
        for name in names {
            let [expected, is] = [expected, is].map(|it| it.get(name).unwrap_or(&Value::Null));
            compare(&format!("{path}.{name}"), expected, is, or, found);
        }
        return;
    }
    // what is allowed for a claim is allowed wherever it goes
    let claim = path.replacen("final_claims.", "custom_claims.", 1);
    if !same(expected, is) && !or.get(claim).is_some_and(|or| same(or, is)) {
        found.push(format!("{path} is {is}, not {expected}"));
    }
}

/// Equal, with numbers as doubles, but for integers.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => one == other,
            _ => one.as_f64() == other.as_f64(),
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|it| same(one, it)))
        }
        _ => one == other,
    }
}

/// Absent, null and empty are equal.
pub(super) fn without_empty(value: &Value) -> Value {
    match value {
        Value::Array(values) if values.is_empty() => Value::Null,
        Value::Object(values) if values.is_empty() => Value::Null,
        Value::Bool(false) => Value::Null,
        value => value.clone(),
    }
}

//! What became of a request, and whether two sides made the same of it.

use http::StatusCode;
use serde_json::Value;

use crate::question::Question;

/// Status, body, and the calls that reached the handler.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub status: StatusCode,
    pub content_type: String,
    pub body: Vec<u8>,
    pub arrived: Vec<String>,
}

/// How two outcomes compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Same,
    /// The same but for what this question is about.
    SameBut(Question),
    Different,
}

// === impl Outcome ===

impl Outcome {
    /// Compares what Envoy made of a request with what the gateway did.
    pub fn compare(envoy: &Self, ours: &Self) -> Verdict {
        // Envoy does not tell a path without the method from no path at all
        let is_no_method =
            envoy.status == StatusCode::NOT_FOUND && ours.status == StatusCode::METHOD_NOT_ALLOWED;
        if (envoy.status != ours.status && !is_no_method) || envoy.arrived != ours.arrived {
            return Verdict::Different;
        }
        if envoy.json().is_none() && !ours.status.is_success() && ours.arrived.is_empty() {
            let is_status = ours.json().is_some_and(|it| it["code"].is_number());
            return match is_status {
                true => Verdict::SameBut(Question::ErrorText),
                false => Verdict::Different,
            };
        }
        let is_same = match (envoy.json(), ours.json()) {
            (Some(envoy), Some(ours)) => envoy == ours,
            (None, None) => (&envoy.content_type, &envoy.body) == (&ours.content_type, &ours.body),
            _ => false,
        };
        if is_same {
            Verdict::Same
        } else {
            Verdict::Different
        }
    }

    fn json(&self) -> Option<Value> {
        let is_json = self.content_type.starts_with("application/json");
        let tree = is_json.then(|| serde_json::from_slice(&self.body).ok())?;
        tree.map(by_value)
    }
}

/// The tree with numbers that are equal written in one way: `1` and `1.0` are the same number.
fn by_value(tree: Value) -> Value {
    match tree {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, by_value(value)))
            .collect(),
        other => other,
    }
}

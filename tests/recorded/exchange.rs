//! One recorded exchange: what to send, what to keep of the answer, and what it is held against.

use serde_json::{Map, Value, json};

use super::template::{Variables, fill};
use crate::support::{Rules, differences};

/// Recorded beside the answer, never compared.
const REMARKS: [&str; 3] = ["other_headers", "trailers_only", "observed_message"];

/// A line of the file.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) id: String,
    pub(super) is_grpc: bool,
    pub(super) request: Value,
    expected: Vec<Value>,
    save: Map<String, Value>,
    unordered: Vec<String>,
    lengths: Vec<String>,
    ignore: Vec<String>,
}

// === impl Exchange ===

impl Exchange {
    /// Reads a line.
    pub(super) fn parse(line: &str) -> Self {
        let line: Value = serde_json::from_str(line).unwrap();
        let either = ["expect", "expect_main"];
        Self {
            id: String::from(line["id"].as_str().unwrap()),
            is_grpc: line["surface"] == "grpc",
            request: line["request"].clone(),
            expected: either
                .iter()
                .filter_map(|key| line.get(key).cloned())
                .collect(),
            save: line["save"].as_object().cloned().unwrap_or_default(),
            unordered: texts(&line["unordered"], "body."),
            lengths: texts(&line["lengths"], "/body/"),
            ignore: texts(&line["ignore"], ""),
        }
    }

    /// Keeps the parts of the answer that later exchanges name.
    pub(super) fn keep(&self, answer: &Value, variables: &mut Variables) {
        for (name, path) in &self.save {
            let path = path.as_str().unwrap().replace('.', "/");
            if let Some(value) = answer.pointer(&format!("/body/{path}")) {
                variables.insert(name.clone(), value.clone());
            }
        }
    }

    /// How the answer differs from the first recorded one, empty when it equals either.
    pub(super) fn differences(&self, answer: &Value, variables: &Variables) -> Vec<String> {
        let rules = Rules {
            unordered: self.unordered.clone(),
            both_dates: true,
        };
        let answer = self.comparable(answer.clone());
        let mut against = self.expected.iter().map(|expected| {
            let expected = self.comparable(fill(expected, variables));
            differences(&expected, &answer, &rules)
        });
        let first = against.next().unwrap();
        let equal = first.is_empty() || against.any(|found| found.is_empty());
        if equal { Vec::new() } else { first }
    }

    fn comparable(&self, mut answer: Value) -> Value {
        for path in &self.lengths {
            if let Some(list) = answer.pointer_mut(&path.replace('.', "/")) {
                *list = json!(list.as_array().map(Vec::len));
            }
        }
        let fields = answer.as_object_mut().unwrap();
        fields.retain(|key, _| !REMARKS.contains(&key.as_str()) && !self.ignore.contains(key));
        answer
    }
}

fn texts(list: &Value, prefix: &str) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .map(|item| format!("{prefix}{}", item.as_str().unwrap()))
        .collect()
}

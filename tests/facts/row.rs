//! A row: a statement's script, and what it is run with.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::shared::parts::text;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    name: String,
    flow: u8,
    trigger: u8,
    profile: &'static str,
    keys: BTreeMap<String, String>,
    /// As in a request.
    actions: Vec<Value>,
}

/// Lists of metadata in a context, whose values are written as text.
const METADATA: [&str; 3] = ["user_metadata", "org_metadata", "initial_metadata"];

const ROW: &str = "// === ";
const NEXT_ACTION: &str = "// --- next action\n";

/// All that can be said of a row; see the README.
const KEYS: [&str; 11] = [
    "context",
    "mocks",
    "secrets",
    "fail-lookups",
    "fail-metadata-writes",
    "name",
    "timeout-ms",
    "allowed-to-fail",
    "inactive",
    "bom-crlf",
    "expect",
];

/// What actions are called that are given no name.
const NAMES: [&str; 2] = ["f", "g"];

// === impl Row ===

impl Row {
    /// All rows of a file.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let rows = text.split(ROW).skip(1);
        rows.map(|row| Self::parse(row.trim_end())).collect()
    }

    /// One row, without the mark at its beginning.
    pub(crate) fn parse(text: &str) -> Self {
        let (title, rest) = text.split_once('\n').unwrap();
        let mut words = title.split(' ').filter(|word| *word != "·");
        let name = words.next().unwrap().to_owned();
        let (flow, trigger) = words.next().unwrap().split_once('/').unwrap();
        let profile = match words.next() {
            None => "PROFILE_GOJA",
            Some("lenient") => "PROFILE_LENIENT",
            Some(other) => panic!("{name}: unknown profile {other}"),
        };
        let actions: Vec<_> = rest.split(NEXT_ACTION).collect();
        assert!(actions.len() <= NAMES.len(), "{name} has too many actions");
        let actions = actions.iter().zip(NAMES);
        Self {
            name,
            flow: flow.parse().unwrap(),
            trigger: trigger.parse().unwrap(),
            profile,
            keys: keys(rest).0,
            actions: actions.map(|(text, name)| action(text, name)).collect(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether something is said under a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// JSON under a key.
    pub(crate) fn json(&self, key: &str) -> Option<Value> {
        let text = self.keys.get(key)?;
        Some(serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", self.name)))
    }

    /// The run as `TestActionRequest` in JSON; there is no network.
    pub(crate) fn request(&self) -> Value {
        let mocks = self.json("mocks").unwrap_or(json!([]));
        json!({
            "flowType": self.flow,
            "triggerType": self.trigger,
            "context": self.context(),
            "options": { "profile": self.profile, "httpPolicy": { "noNetwork": true } },
            "actions": self.actions,
            "test": {
                "httpMocks": mocks.as_array().unwrap().iter().map(mock).collect::<Vec<_>>(),
                "failLookups": self.has("fail-lookups"),
                "failMetadataWrites": self.has("fail-metadata-writes"),
            },
        })
    }

    fn context(&self) -> Value {
        let mut context = self.json("context").unwrap_or(json!({}));
        for list in METADATA {
            if let Some(entries) = context.get_mut(list) {
                as_bytes(entries);
            }
        }
        let lists = context.get_mut("org_metadata_by_org_id");
        let lists = lists.and_then(Value::as_object_mut).into_iter().flatten();
        lists.for_each(|(_, list)| as_bytes(&mut list["metadata"]));
        context
    }
}

/// The keys at the beginning of a text, and the rest of it.
fn keys(text: &str) -> (BTreeMap<String, String>, &str) {
    let mut keys = BTreeMap::new();
    let mut rest = text;
    let mut last = String::new();
    while let Some((line, behind)) = rest.split_once('\n') {
        if let Some(more) = line.strip_prefix("//   ") {
            let value: &mut String = keys.get_mut(&last).unwrap();
            value.push_str(more);
        } else if let Some((key, value)) =
            line.strip_prefix("// ").and_then(|it| it.split_once(": "))
        {
            assert!(KEYS.contains(&key), "there is no key {key}");
            last = key.to_owned();
            keys.insert(last.clone(), value.to_owned());
        } else {
            break;
        }
        rest = behind;
    }
    (keys, rest)
}

fn action(text: &str, name: &str) -> Value {
    let (keys, script) = keys(text);
    let script = match keys.contains_key("bom-crlf") {
        true => format!("\u{feff}{}", script.replace('\n', "\r\n")),
        false => script.to_owned(),
    };
    let milliseconds = keys.get("timeout-ms").map(|it| it.parse::<u64>().unwrap());
    let timeout = milliseconds.map(|it| format!("{}.{:03}s", it / 1000, it % 1000));
    json!({
        "name": keys.get("name").map_or(name, String::as_str),
        "script": script,
        "timeout": timeout,
        "allowedToFail": keys.contains_key("allowed-to-fail"),
        "isInactive": keys.contains_key("inactive"),
    })
}

fn as_bytes(entries: &mut Value) {
    for entry in entries.as_array_mut().unwrap() {
        entry["value"] = STANDARD.encode(text(&entry["value"])).into();
    }
}

fn mock(mock: &Value) -> Value {
    let headers = mock["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), json!({ "values": [value] })));
    json!({
        "method": mock["method"],
        "urlPattern": mock["url"],
        "status": mock["status"],
        "body": mock["body"],
        "headers": Value::Object(headers.collect()),
        "error": mock["error"],
    })
}

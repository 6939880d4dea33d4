//! A recorded run: what was run, and what it did.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::shared::parts::list;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    recorded: Value,
    base: String,
    /// What the newer build was recorded to do, where the older one is expected.
    newer: Option<Value>,
}

/// What was recorded, one run a line.
const RECORDED: &str = include_str!("../actions.jsonl");

/// Members of the input that say how scripts see it, not what it is.
const SEEN: [&str; 4] = [
    "provider_info",
    "provider_info_json",
    "provider_getters_json",
    "no_tokens",
];

// === impl Case ===

impl Case {
    /// All of them, with an HTTP server at `base`.
    pub(crate) fn all(base: &str) -> Vec<Self> {
        let (_, host) = base.split_once("://").unwrap();
        let text = RECORDED.replace("{{HTTP}}", base).replace("{{HOST}}", host);
        let cases = text.lines().map(|line| Self {
            recorded: serde_json::from_str(line).unwrap(),
            base: base.to_owned(),
            newer: None,
        });
        cases.collect()
    }

    /// Expects what the older build did, where it did otherwise.
    pub(crate) fn expect_older(&mut self) {
        let Value::Object(older) = self.recorded["expect_v2_71"].take() else {
            panic!("{} is recorded of one build", self.id());
        };
        self.newer = Some(self.recorded["expect"].clone());
        self.recorded["expect"]
            .as_object_mut()
            .unwrap()
            .extend(older);
    }

    /// The same with what the newer build did, where the older one is expected.
    pub(crate) fn newer(&self) -> Option<Self> {
        let mut newer = self.clone();
        newer.recorded["expect"] = newer.newer.take()?;
        Some(newer)
    }

    /// Where the HTTP server is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn id(&self) -> &str {
        self.recorded["id"].as_str().unwrap()
    }

    pub(crate) fn expect(&self) -> &Value {
        &self.recorded["expect"]
    }

    pub(crate) fn input(&self) -> &Value {
        &self.recorded["input"]
    }

    /// Other values that are right, too, by their paths.
    pub(crate) fn quickjs(&self) -> &Value {
        &self.recorded["quickjs"]
    }

    /// Whether a part of the effects has no fixed form.
    pub(crate) fn is_unstable(&self, part: &str) -> bool {
        let parts = self.recorded["unstable"].as_array();
        parts.is_some_and(|parts| parts.iter().any(|it| it == part))
    }

    /// Whether the old engine's run was ended by an abort that left it.
    pub(crate) fn panics(&self) -> bool {
        self.expect()["outcome"] == "panic"
    }

    /// What the HTTP server got.
    pub(crate) fn calls(&self) -> &[Value] {
        list(&self.expect()["http_calls"])
    }

    /// The run as `TestActionRequest` in JSON.
    pub(crate) fn request(&self) -> Value {
        let flag = |name: &str| self.recorded["input"][name].as_bool().unwrap_or_default();
        let deny_list = &self.recorded["http"]["deny_list"];
        json!({
            "flowType": self.recorded["flow"],
            "triggerType": self.recorded["trigger"],
            "context": self.context(),
            "options": { "httpPolicy": { "denyList": deny_list } },
            "actions": self.actions(),
            "test": {
                "allowNetwork": true,
                "failLookups": flag("fail_lookups"),
                "failMetadataWrites": flag("fail_metadata_writes"),
            },
        })
    }

    fn actions(&self) -> Vec<Value> {
        let single = std::slice::from_ref(&self.recorded);
        let actions = self.recorded["actions"]
            .as_array()
            .map_or(single, Vec::as_slice);
        actions.iter().map(|action| self.action(action)).collect()
    }

    fn action(&self, action: &Value) -> Value {
        let name = action["name"]
            .as_str()
            .or(self.recorded["function"].as_str());
        let mut script = action["script"].as_str().unwrap_or_default().to_owned();
        for pair in self.recorded["replace"].as_array().into_iter().flatten() {
            script = script.replace(pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        }
        let timeout = action["timeout_ms"].as_u64();
        let timeout = timeout.map(|it| format!("{}.{:03}s", it / 1000, it % 1000));
        json!({
            "name": name.unwrap(),
            "script": script,
            "timeout": timeout,
            "allowedToFail": action["allowed_to_fail"].as_bool().unwrap_or_default(),
        })
    }

    fn context(&self) -> Value {
        let mut context = self.recorded["input"].as_object().unwrap().clone();
        context.retain(|name, value| !SEEN.contains(&name.as_str()) && !value.is_null());
        context.remove("fail_lookups");
        context.remove("fail_metadata_writes");
        if let Some(provider) = context.remove("provider") {
            let kind = provider["kind"].as_str().unwrap().to_uppercase();
            context.insert(
                "provider_kind".into(),
                format!("PROVIDER_KIND_{kind}").into(),
            );
            context.insert("provider_raw".into(), provider["raw"].clone());
        }
        for list in ["user_metadata", "org_metadata", "initial_metadata"] {
            if let Some(Value::Array(entries)) = context.get_mut(list) {
                entries.iter_mut().for_each(as_bytes);
            }
        }
        if let Some(Value::Object(request)) = context.get_mut("auth_request")
            && let Some(age) = request.remove("max_auth_age_ms")
        {
            let age = age
                .as_u64()
                .map(|age| format!("{}.{:03}s", age / 1000, age % 1000));
            request.insert("max_auth_age".into(), json!(age));
        }
        if let Some(request) = context.get_mut("http_request") {
            for part in ["form", "post_form", "headers"] {
                if let Some(Value::Object(values)) = request.get_mut(part) {
                    as_lists(values);
                }
            }
        }
        Value::Object(context)
    }
}

/// Metadata with its value as bytes.
fn as_bytes(entry: &mut Value) {
    let entry = entry.as_object_mut().unwrap();
    let encoded = match entry.remove("value_b64") {
        Some(encoded) => encoded,
        None => {
            let value = entry
                .get("value")
                .and_then(Value::as_str)
                .unwrap_or_default();
            STANDARD.encode(value).into()
        }
    };
    entry.insert("value".into(), encoded);
}

fn as_lists(values: &mut Map<String, Value>) {
    for value in values.values_mut() {
        *value = json!({ "values": value.take() });
    }
}

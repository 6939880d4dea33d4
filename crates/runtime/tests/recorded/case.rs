//! A recorded run: what was run, and what it did.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Case(Value);

/// Members of the input that say how scripts see it, not what it is.
const SEEN: [&str; 4] = [
    "provider_info",
    "provider_info_json",
    "provider_getters_json",
    "no_tokens",
];

// === impl Case ===

impl Case {
    pub(crate) fn parse(line: &str) -> Self {
        Self(serde_json::from_str(line).unwrap())
    }

    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    pub(crate) fn expect(&self) -> &Value {
        &self.0["expect"]
    }

    pub(crate) fn input(&self) -> &Value {
        &self.0["input"]
    }

    /// Other values that are right, too, by their paths.
    pub(crate) fn quickjs(&self) -> &Value {
        &self.0["quickjs"]
    }

    /// Whether a part of the effects has no fixed form.
    pub(crate) fn is_unstable(&self, part: &str) -> bool {
        let parts = self.0["unstable"].as_array();
        parts.is_some_and(|parts| parts.iter().any(|it| it == part))
    }

    /// The run as `TestActionRequest` in JSON, with names as in the `.proto` files; `base` is where
    /// the HTTP server is.
    pub(crate) fn request(&self, base: &str) -> Value {
        let flag = |name: &str| self.0["input"][name].as_bool().unwrap_or_default();
        let deny_list = &self.0["http"]["deny_list"];
        json!({
            "flow_type": self.0["flow"],
            "trigger_type": self.0["trigger"],
            "context": self.context(),
            "options": { "http_policy": { "deny_list": deny_list } },
            "actions": self.actions(base),
            "test": {
                "allow_network": true,
                "fail_lookups": flag("fail_lookups"),
                "fail_metadata_writes": flag("fail_metadata_writes"),
            },
        })
    }

    fn actions(&self, base: &str) -> Vec<Value> {
        let single = std::slice::from_ref(&self.0);
        let actions = self.0["actions"].as_array().map_or(single, Vec::as_slice);
        actions
            .iter()
            .map(|action| self.action(action, base))
            .collect()
    }

    fn action(&self, action: &Value, base: &str) -> Value {
        let name = action["name"].as_str().or(self.0["function"].as_str());
        let mut script = action["script"].as_str().unwrap_or_default().to_owned();
        for pair in self.0["replace"].as_array().into_iter().flatten() {
            script = script.replace(pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        }
        let host = base.split("://").last().unwrap_or_default();
        let script = script.replace("{{HTTP}}", base).replace("{{HOST}}", host);
        let timeout = action["timeout_ms"].as_u64();
        let timeout = timeout.map(|it| format!("{}.{:03}s", it / 1000, it % 1000));
        json!({
            "name": name.unwrap(),
            "script": script,
            "timeout": timeout,
            "allowed_to_fail": action["allowed_to_fail"].as_bool().unwrap_or_default(),
        })
    }

    fn context(&self) -> Value {
        let mut context = self.0["input"].as_object().unwrap().clone();
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

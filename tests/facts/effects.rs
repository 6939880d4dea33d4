//! What an answer tells, in the form in which rows state it: absent when it is empty.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::shared::parts::{list, text};

/// The parts that a row can state; `facts/README.md` says what they are.
pub(crate) fn effects(response: &Value) -> Value {
    let mut all = Map::new();
    let mut add = |part: &str, is: Value| all.insert(part.to_owned(), is);
    let error = &response["abortError"];
    add("error", error["message"].clone());
    add("kind", short(&error["kind"], "ERROR_KIND_"));
    let results = list(&response["results"]);
    add("outcomes", results.iter().map(outcome).collect());
    let lines = || results.iter().flat_map(|it| list(&it["logs"]));
    let own = || lines().filter(|it| it["fromScript"] == true);
    add("all_logs", lines().map(|it| text(&it["message"])).collect());
    add("logs", own().map(|it| text(&it["message"])).collect());
    let bytes = own().map(|it| text(&it["message"]).len());
    add("logs_bytes", bytes.collect());
    let levels = own().map(|it| short(&it["level"], "LOG_LEVEL_"));
    add("levels", levels.collect());
    let warnings = results.iter().flat_map(|it| list(&it["compatWarnings"]));
    add("warnings", warnings.cloned().collect());
    let calls = results.iter().flat_map(|it| list(&it["httpCalls"]));
    add("calls", calls.map(call).collect());
    let claims = serde_json::from_str(text(&response["finalClaimsJson"]));
    add("claims", claims.unwrap_or_default());
    mutations(&response["mutations"], &mut add);
    all.retain(|_, value| match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
        value => !value.is_null(),
    });
    Value::Object(all)
}

/// How an action ended, and why it failed.
fn outcome(result: &Value) -> Value {
    let outcome = short(&result["outcome"], "ACTION_OUTCOME_");
    let words = text(&outcome).to_lowercase().replace('_', " ");
    match result["error"]["message"].as_str() {
        None => words.into(),
        Some(error) => format!("{words}: {error}").into(),
    }
}

fn call(call: &Value) -> Value {
    let headers = call["requestHeaders"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, them)| (name.clone(), json!(list(&them["values"]))));
    json!({
        "method": text(&call["method"]),
        "url": text(&call["url"]),
        "headers": Value::Object(headers.collect()),
        "body": decoded(&call["requestBody"]),
    })
}

fn mutations(mutations: &Value, add: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let entries = |part: &str| -> Value {
        let entries = list(&mutations[part]).iter();
        let entries = entries.map(|it| json!([text(&it["key"]), decoded(&it["value"])]));
        entries.collect()
    };
    add("metadata", entries("metadata"));
    add("writes", entries("userMetadataWrites"));
    let grants = list(&mutations["userGrants"]).iter().map(|it| {
        let (project, grant) = (text(&it["projectId"]), text(&it["projectGrantId"]));
        json!([project, grant, list(&it["roles"])])
    });
    add("grants", grants.collect());
    let attributes = list(&mutations["attributes"]).iter();
    let attributes = attributes.map(|it| {
        json!([
            text(&it["name"]),
            text(&it["nameFormat"]),
            list(&it["values"])
        ])
    });
    add("attributes", attributes.collect());
    let calls = list(&mutations["claims"]).iter().map(|it| {
        let result = short(&it["result"], "CLAIM_RESULT_");
        json!([text(&it["key"]), text(&it["valueJson"]), result])
    });
    add("claim_calls", calls.collect());
    add("user", mutations["user"].clone());
}

/// The name of an enum's value without what it begins with.
fn short(name: &Value, prefix: &str) -> Value {
    let short = name.as_str().map(|it| it.strip_prefix(prefix).unwrap());
    short.into()
}

fn decoded(base64: &Value) -> String {
    let bytes = STANDARD.decode(text(base64)).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

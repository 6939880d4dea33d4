//! Whether a run had the effects that were recorded.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::script::{
    ActionOutcome, ActionResult, ClaimResult, HttpCall, LogLevel, MetadataEntry, MetadataWrite,
    ScriptError, TriggerOutcome, TriggerResult, UserPatch,
};
use serde_json::{Map, Value, json};

use crate::{case::Case, world};

/// What differs, in words.
pub(crate) fn of(case: &Case, result: &TriggerResult) -> Vec<String> {
    let expect = &told(case.expect());
    let mut found = Vec::new();
    outcome(expect, result, &mut found);
    for (expected, action) in list(&expect["actions_run"]).iter().zip(&result.results) {
        run(case, expected, action, &mut found);
    }
    logs(case, result, &mut found);
    let mutations = &result.mutations;
    let mut check = |part: &str, is: Value| {
        let expected = without_empty(&expect[part]);
        if case.is_unstable(part) || expect.get(part).is_none() && part != "metadata" {
            return;
        }
        let is = without_empty(&is);
        let mut differences = Vec::new();
        compare(part, &expected, &is, case.quickjs(), &mut differences);
        found.extend(differences);
    };
    if expect["claims_error"].is_null() {
        check("custom_claims", custom_claims(case, result));
    }
    if let Some(claims) = &result.final_claims_json {
        check("final_claims", serde_json::from_str(claims).unwrap());
    }
    if result.final_claims_json.is_some() || expect["user"].is_object() {
        check("user", user(case, &mutations.user));
        check(
            "user_changed",
            json!(mutations.user != UserPatch::default()),
        );
    }
    if expect["metadata_error"].is_null() && expect["outcome"] == "ok" {
        check("metadata", mutations.metadata.iter().map(entry).collect());
    }
    check(
        "user_metadata_writes",
        mutations.metadata_writes.iter().map(written).collect(),
    );
    check("user_grants", grants(result));
    check("attributes", attributes(result));
    let calls = result.results.iter().flat_map(|result| &result.http_calls);
    if !case.id().contains("redirect") {
        check("http_calls", calls.map(call).collect());
    }
    found
}

/// What was recorded, as we tell it: a header that is a credential has no value.
fn told(recorded: &Value) -> Value {
    let mut told = recorded.clone();
    let calls = told.get_mut("http_calls").and_then(Value::as_array_mut);
    for call in calls.into_iter().flatten() {
        if let Some(value) = call.pointer_mut("/headers/Authorization") {
            *value = json!(["***"]);
        }
    }
    told
}

fn outcome(expect: &Value, result: &TriggerResult, found: &mut Vec<String>) {
    let left = expect["claims_error"]
        .as_str()
        .or(expect["metadata_error"].as_str());
    let fails = expect["outcome"] != "ok" || left.is_some();
    match &result.outcome {
        TriggerOutcome::Completed if fails => found.push(format!("completed, not {expect}")),
        TriggerOutcome::Aborted(error) if !fails => found.push(format!("aborted: {error:?}")),
        TriggerOutcome::Aborted(error) if left.is_some_and(|left| left != error.message) => {
            found.push(format!("left behind {:?}, not {left:?}", error.message));
        }
        _ => {}
    }
}

fn run(case: &Case, expected: &Value, action: &ActionResult, found: &mut Vec<String>) {
    let (is, error) = match &action.outcome {
        ActionOutcome::Succeeded => ("ok", None),
        ActionOutcome::Failed(error) => ("error", Some(error)),
        ActionOutcome::FailedAllowed(error) => ("swallowed", Some(error)),
        ActionOutcome::SkippedInactive => ("skipped", None),
        ActionOutcome::NotRun => ("not run", None),
    };
    // an abort that left the old engine is an ordinary failure here
    let is_panic = case.expect()["outcome"] == "panic";
    if expected["outcome"] != is && !is_panic {
        found.push(format!(
            "{} was {is}: {error:?}, not {}",
            action.name, expected["outcome"]
        ));
    }
    if let (Some(error), Value::Object(_), false) = (error, &expected["error"], is_panic) {
        error_text(&expected["error"], error, found);
    }
}

/// Heads and places; the program counter behind is chance.
fn error_text(expected: &Value, error: &ScriptError, found: &mut Vec<String>) {
    let expected = filled(expected);
    let text = expected["text"].as_str().unwrap_or_default();
    let head = expected["head"].as_str();
    let differs = match head {
        None => error.message != text,
        Some(head) if expected["position"] == "any" => !error.message.starts_with(head),
        Some(head) => {
            let (line, column) = (&expected["line"], &expected["col"]);
            let place = match expected["fn"].as_str() {
                Some(name) => format!("{head} at {name} (<eval>:{line}:{column})"),
                None => format!("{head} at <eval>:{line}:{column}"),
            };
            error.message != place
        }
    };
    if differs {
        found.push(format!("failed with {:?}, not {text:?}", error.message));
    }
}

fn logs(case: &Case, result: &TriggerResult, found: &mut Vec<String>) {
    if case.is_unstable("logs") {
        return;
    }
    let is: Vec<_> = result
        .results
        .iter()
        .flat_map(|action| &action.logs)
        .collect();
    let mut expected = list(&case.expect()["logs"]);
    let mut is = is.as_slice();
    if case.expect()["outcome"] == "panic" {
        // how the old engine ended is not to be repeated
        let same = expected.len().min(is.len()).saturating_sub(1);
        (expected, is) = (&expected[..same], &is[..same]);
    }
    for at in 0..expected.len().max(is.len()) {
        let line = is.get(at).map(|it| (level(it.level), it.message.as_str()));
        let wanted = expected.get(at).map(filled);
        let fits = match (&wanted, line) {
            (Some(wanted), Some((level, message))) if wanted["failed"] == true => {
                wanted["level"] == level && message.starts_with("action run failed: ")
            }
            (Some(wanted), Some((level, message))) => {
                wanted["level"] == level && wanted["message"] == message
            }
            _ => false,
        };
        if !fits {
            found.push(format!("logged {line:?}, not {wanted:?}"));
        }
    }
}

fn level(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Info => "info",
        LogLevel::Warning => "warning",
        LogLevel::Error => "error",
    }
}

/// Compares two values, with other values allowed by their paths.
fn compare(path: &str, expected: &Value, is: &Value, or: &Value, found: &mut Vec<String>) {
    if let (Value::Object(expected), Value::Object(is)) = (expected, is) {
        let names: std::collections::BTreeSet<_> = expected.keys().chain(is.keys()).collect();
        for name in names {
            let [expected, is] = [expected, is].map(|it| it.get(name).unwrap_or(&Value::Null));
            compare(&format!("{path}.{name}"), expected, is, or, found);
        }
        return;
    }
    let expected = filled(expected);
    // what is allowed for a claim is allowed wherever it goes
    let claim = path.replacen("final_claims.", "custom_claims.", 1);
    if !same(&expected, is) && !or.get(claim).is_some_and(|or| same(or, is)) {
        found.push(format!("{path} is {is}, not {expected}"));
    }
}

/// Equal, with numbers as doubles.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
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

/// With the server's address in it.
fn filled(value: &Value) -> Value {
    let text = value.to_string().replace("{{HTTP}}", world::BASE);
    serde_json::from_str(&text).unwrap()
}

/// Absent, null and empty are equal.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Array(values) if values.is_empty() => Value::Null,
        Value::Object(values) if values.is_empty() => Value::Null,
        Value::Bool(false) => Value::Null,
        value => value.clone(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn custom_claims(case: &Case, result: &TriggerResult) -> Value {
    let mut claims = case.input()["custom_claims"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    for claim in &result.mutations.claims {
        if matches!(claim.result, ClaimResult::Set | ClaimResult::SetButShadowed)
            && let Ok(value) = serde_json::from_str(&claim.value_json)
        {
            claims.insert(claim.key.clone(), value);
        }
    }
    let logs = result.mutations.log_claims.iter();
    claims.extend(logs.map(|(name, lines)| (name.clone(), json!(lines))));
    claims.into()
}

fn user(case: &Case, patch: &UserPatch) -> Value {
    let input = case.input();
    let human = match &input["external_user"]["human"] {
        Value::Null => &input["user"]["human"],
        human => human,
    };
    let mut user = human.as_object().cloned().unwrap_or_else(nobody);
    if let Some(username) = input["user"].get("username") {
        user.insert("username".into(), username.clone());
    }
    if user.get("preferred_language").is_none_or(|it| it == "") {
        user.insert("preferred_language".into(), "und".into());
    }
    let set = json!({
        "first_name": patch.first_name,
        "last_name": patch.last_name,
        "nick_name": patch.nick_name,
        "display_name": patch.display_name,
        "preferred_language": patch.preferred_language,
        "preferred_username": patch.preferred_username,
        "username": patch.username,
        "gender": patch.gender,
        "email": patch.email,
        "is_email_verified": patch.is_email_verified,
        "phone": patch.phone,
        "is_phone_verified": patch.is_phone_verified,
    });
    let set = set
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, value)| !value.is_null());
    user.extend(set.map(|(name, value)| (name.clone(), value.clone())));
    let names = case.expect()["user"]
        .as_object()
        .map(|it| it.keys().cloned().collect::<Vec<_>>());
    user.retain(|name, _| names.as_ref().is_none_or(|names| names.contains(name)));
    Value::Object(user)
}

/// A user of whom nothing is known.
fn nobody() -> Map<String, Value> {
    let texts = ["first_name", "last_name", "nick_name", "display_name"];
    let texts = texts
        .into_iter()
        .chain(["preferred_username", "email", "phone"]);
    let flags = ["is_email_verified", "is_phone_verified"];
    let texts = texts.map(|name| (name.to_owned(), json!("")));
    texts
        .chain(flags.map(|name| (name.to_owned(), json!(false))))
        .collect()
}

fn entry(entry: &MetadataEntry) -> Value {
    bytes(&entry.key, &entry.value)
}

fn written(write: &MetadataWrite) -> Value {
    bytes(&write.key, &write.value)
}

fn bytes(key: &str, value: &[u8]) -> Value {
    match std::str::from_utf8(value) {
        Ok(value) => json!({ "key": key, "value": value }),
        Err(_) => json!({ "key": key, "value_b64": STANDARD.encode(value) }),
    }
}

fn grants(result: &TriggerResult) -> Value {
    let grants = result.mutations.user_grants.iter();
    let grants = grants.map(|grant| {
        let roles = Some(&grant.roles).filter(|roles| !roles.is_empty());
        json!({
            "user_id": grant.user_id,
            "project_id": grant.project_id,
            "project_grant_id": grant.project_grant_id,
            "roles": roles,
        })
    });
    grants.collect()
}

fn attributes(result: &TriggerResult) -> Value {
    let attributes = result.mutations.attributes.iter();
    let attributes = attributes.map(|it| {
        let value = json!({ "name_format": it.name_format, "values": it.values });
        (it.name.clone(), value)
    });
    Value::Object(attributes.collect())
}

fn call(call: &HttpCall) -> Value {
    let headers = call.request_headers.iter();
    let headers: Map<_, _> = headers
        .map(|(name, values)| (name.clone(), json!(values)))
        .collect();
    json!({
        "method": call.method,
        "path": call.url.strip_prefix(world::BASE),
        "headers": headers,
        "body": String::from_utf8_lossy(&call.request_body),
    })
}

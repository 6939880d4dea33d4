//! Whether a run had the effects that were recorded.

use serde_json::{Value, json};

use super::{
    case::Case,
    effects,
    equal::{compare, same, without_empty},
};
use crate::shared::parts::{list, text};

/// What differs, in words.
pub(crate) fn differences(case: &Case, response: &Value) -> Vec<String> {
    let mut found = Vec::new();
    outcome(case, response, &mut found);
    runs(case, response, &mut found);
    logs(case, response, &mut found);
    effects_of(case, response, &mut found);
    agrees_with_itself(response, &mut found);
    found
}

fn outcome(case: &Case, response: &Value, found: &mut Vec<String>) {
    let expect = case.expect();
    let left = [&expect["claims_error"], &expect["metadata_error"]];
    let left = left.into_iter().find_map(Value::as_str);
    let fails = expect["outcome"] != "ok" || left.is_some();
    let error = &response["abortError"];
    let outcome = if fails {
        "OUTCOME_ABORTED"
    } else {
        "OUTCOME_COMPLETED"
    };
    if response["outcome"] != outcome || error.is_object() != fails {
        found.push(format!(
            "{} with {error}, not {outcome}",
            response["outcome"]
        ));
    }
    if (response["discardMutations"] == true) != fails {
        found.push("what is to be discarded differs from the outcome".to_owned());
    }
    match left {
        Some(left) if text(&error["message"]) != left => {
            found.push(format!("left behind {error}, not {left:?}"));
        }
        Some(_) => {}
        None if fails && !case.panics() => error_text(&expect["error"], error, found),
        None => {}
    }
}

fn runs(case: &Case, response: &Value, found: &mut Vec<String>) {
    let expected = list(&case.expect()["actions_run"]);
    let results = list(&response["results"]);
    let not_run = ["ACTION_OUTCOME_NOT_RUN", "ACTION_OUTCOME_SKIPPED_INACTIVE"];
    let results = results.iter();
    let results: Vec<_> = results
        .filter(|it| !not_run.contains(&text(&it["outcome"])))
        .collect();
    // an abort that left the old engine is an ordinary failure here
    if case.panics() {
        return;
    }
    if expected.len() != results.len() {
        found.push(format!("{} ran, not {}", results.len(), expected.len()));
    }
    for (expected, result) in expected.iter().zip(results) {
        let is = match text(&result["outcome"]) {
            "ACTION_OUTCOME_SUCCEEDED" => "ok",
            "ACTION_OUTCOME_FAILED" => "error",
            "ACTION_OUTCOME_FAILED_ALLOWED" => "swallowed",
            other => other,
        };
        let (name, error) = (&result["actionName"], &result["error"]);
        if *name != expected["name"] || expected["outcome"] != is {
            found.push(format!("{name} was {is}: {error}, not {expected}"));
        }
        if error.is_object() != expected["error"].is_object() {
            found.push(format!("{name} has {error}, not {expected}"));
        } else if error.is_object() {
            error_text(&expected["error"], error, found);
        }
    }
}

/// Heads and places; the program counter behind is chance.
fn error_text(expected: &Value, error: &Value, found: &mut Vec<String>) {
    let (wanted, message) = (text(&expected["text"]), text(&error["message"]));
    let (line, column) = (&expected["line"], &expected["col"]);
    let differs = match expected["head"].as_str() {
        None => message != wanted,
        Some(head) if expected["position"] == "any" => !message.starts_with(head),
        Some(head) => {
            let place = match expected["fn"].as_str() {
                Some(name) => format!("{head} at {name} (<eval>:{line}:{column})"),
                None => format!("{head} at <eval>:{line}:{column}"),
            };
            message != place || error["line"] != *line || error["column"] != *column
        }
    };
    if differs {
        found.push(format!("failed with {error}, not {wanted:?}"));
    }
}

fn logs(case: &Case, response: &Value, found: &mut Vec<String>) {
    if case.is_unstable("logs") {
        return;
    }
    let results = list(&response["results"]).iter();
    let is: Vec<_> = results.flat_map(|it| list(&it["logs"])).collect();
    let mut is = is.as_slice();
    let mut expected = list(&case.expect()["logs"]);
    if case.panics() {
        // how the old engine ended is not to be repeated
        let same = expected.len().min(is.len()).saturating_sub(1);
        (expected, is) = (&expected[..same], &is[..same]);
    }
    for at in 0..expected.len().max(is.len()) {
        let fits = match (expected.get(at), is.get(at)) {
            (Some(wanted), Some(line)) => is_line(wanted, line),
            _ => false,
        };
        if !fits {
            found.push(format!(
                "logged {:?}, not {:?}",
                is.get(at),
                expected.get(at)
            ));
        }
    }
}

fn is_line(wanted: &Value, line: &Value) -> bool {
    let level = match text(&wanted["level"]) {
        "warn" | "warning" => "LOG_LEVEL_WARNING",
        "error" => "LOG_LEVEL_ERROR",
        _ => "LOG_LEVEL_INFO",
    };
    let message = text(&line["message"]);
    let same = match wanted["failed"] == true {
        true => message.starts_with("action run failed: "),
        false => wanted["message"] == message,
    };
    same && line["level"] == level
}

fn effects_of(case: &Case, response: &Value, found: &mut Vec<String>) {
    let expect = case.expect();
    let mutations = &response["mutations"];
    let mut check = |part: &str, is: Value| {
        let is_open = expect.get(part).is_none() && part != "metadata";
        if !is_open && !case.is_unstable(part) {
            let (expected, is) = (without_empty(&expect[part]), without_empty(&is));
            compare(part, &expected, &is, case.quickjs(), found);
        }
    };
    if expect["claims_error"].is_null() {
        check("custom_claims", effects::custom_claims(case, mutations));
    }
    let claims = response["finalClaimsJson"].as_str();
    let claims = claims.map(|claims| serde_json::from_str(claims).unwrap());
    if let Some(claims) = &claims {
        check("final_claims", Value::clone(claims));
    }
    if claims.is_some() || expect["user"].is_object() {
        check("user", effects::patched_user(case, &mutations["user"]));
        check("user_changed", json!(mutations["userChanged"] == true));
        if let Some(user) = effects::final_user(case, response) {
            check("user", user);
        }
    }
    if expect["metadata_error"].is_null() && expect["outcome"] == "ok" {
        check("metadata", effects::metadata(&mutations["metadata"]));
    }
    let writes = &mutations["userMetadataWrites"];
    check("user_metadata_writes", effects::metadata(writes));
    check("user_grants", effects::grants(&mutations["userGrants"]));
    check("attributes", effects::attributes(&mutations["attributes"]));
    if expect["http_calls"].is_array() {
        let expected = effects::expected_calls(&expect["http_calls"]);
        let is = effects::calls(case, response);
        compare("http_calls", &expected, &is, &Value::Null, found);
    }
}

/// What an answer tells twice is the same.
fn agrees_with_itself(response: &Value, found: &mut Vec<String>) {
    let claims = list(&response["mutations"]["claims"]).iter();
    let told = claims.map(|claim| (&claim["valueJson"], &claim["value"]));
    let finally = (&response["finalClaimsJson"], &response["finalClaims"]);
    for (json, value) in told.chain([finally]) {
        let Ok(json) = serde_json::from_str::<Value>(text(json)) else {
            continue;
        };
        if !same(&as_doubles(json.clone()), &as_doubles(value.clone())) {
            found.push(format!("told as {value} and as {json}"));
        }
    }
}

fn as_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => values.into_iter().map(as_doubles).collect(),
        Value::Object(values) => {
            let values = values.into_iter();
            Value::Object(values.map(|(name, it)| (name, as_doubles(it))).collect())
        }
        other => other,
    }
}

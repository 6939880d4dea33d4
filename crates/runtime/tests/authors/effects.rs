//! What a trigger came to, as JSON that can be written down; what is empty is left out.

use portcullis_core::script::{
    ActionOutcome, Mutations, ScriptError, TriggerOutcome, TriggerResult, UserPatch,
};
use serde_json::{Map, Value, json};

pub(crate) fn of(result: &TriggerResult) -> Value {
    let mut all = Map::new();
    if let TriggerOutcome::Aborted(error) = &result.outcome {
        all.insert("error".to_owned(), error.message.clone().into());
        all.insert("kind".to_owned(), format!("{:?}", error.kind).into());
    }
    let outcomes: Vec<Value> = result
        .results
        .iter()
        .map(|it| outcome(&it.outcome))
        .collect();
    if outcomes.len() > 1 || matches!(result.results[0].outcome, ActionOutcome::FailedAllowed(_)) {
        all.insert("outcomes".to_owned(), outcomes.into());
    }
    let lines = result.results.iter().flat_map(|it| &it.logs);
    let lines: Vec<_> = lines
        .filter(|it| it.from_script)
        .map(|it| &it.message)
        .collect();
    let levels = result.results.iter().flat_map(|it| &it.logs);
    let levels = levels
        .filter(|it| it.from_script)
        .map(|it| format!("{:?}", it.level));
    all.insert("levels".to_owned(), levels.collect());
    let lengths: Vec<_> = lines.iter().map(|line| line.len()).collect();
    all.insert("logs_bytes".to_owned(), json!(lengths));
    all.insert("logs".to_owned(), json!(lines));
    let lines = result.results.iter().flat_map(|it| &it.logs);
    let lines: Vec<_> = lines.map(|it| &it.message).collect();
    all.insert("all_logs".to_owned(), json!(lines));
    let warnings: Vec<_> = result
        .results
        .iter()
        .flat_map(|it| &it.compat_warnings)
        .collect();
    all.insert("warnings".to_owned(), json!(warnings));
    let calls = result.results.iter().flat_map(|it| &it.http_calls);
    let calls = calls.map(|call| {
        let headers = call.request_headers.iter();
        let headers: Map<_, _> = headers.map(|(name, values)| (name.clone(), json!(values))).collect();
        json!({"method": call.method, "url": call.url, "headers": headers, "body": text(&call.request_body)})
    });
    all.insert("calls".to_owned(), calls.collect());
    let claims = result.final_claims_json.as_deref();
    let claims = claims.map(|text| serde_json::from_str(text).unwrap());
    all.insert("claims".to_owned(), claims.unwrap_or(json!({})));
    add_mutations(&mut all, &result.mutations);
    all.retain(|_, value| !matches!(value, Value::Array(list) if list.is_empty()));
    all.retain(|_, value| !matches!(value, Value::Object(members) if members.is_empty()));
    Value::Object(all)
}

fn outcome(outcome: &ActionOutcome) -> Value {
    let failure = |how: &str, error: &ScriptError| format!("{how}: {}", error.message);
    Value::String(match outcome {
        ActionOutcome::Succeeded => "succeeded".to_owned(),
        ActionOutcome::Failed(error) => failure("failed", error),
        ActionOutcome::FailedAllowed(error) => failure("allowed to fail", error),
        ActionOutcome::SkippedInactive => "skipped".to_owned(),
        ActionOutcome::NotRun => "not run".to_owned(),
    })
}

fn add_mutations(all: &mut Map<String, Value>, mutations: &Mutations) {
    let metadata = mutations.metadata.iter();
    let metadata: Value = metadata
        .map(|it| json!([it.key, text(&it.value)]))
        .collect();
    let writes = mutations.metadata_writes.iter();
    let writes: Value = writes.map(|it| json!([it.key, text(&it.value)])).collect();
    let grants = mutations.user_grants.iter();
    let grants = grants.map(|it| json!([it.project_id, it.project_grant_id, it.roles]));
    let attributes = mutations.attributes.iter();
    let attributes = attributes.map(|it| json!([it.name, it.name_format, it.values]));
    let calls = mutations.claims.iter();
    let calls = calls.map(|it| json!([it.key, it.value_json, format!("{:?}", it.result)]));
    all.insert("metadata".to_owned(), metadata);
    all.insert("writes".to_owned(), writes);
    all.insert("grants".to_owned(), grants.collect());
    all.insert("attributes".to_owned(), attributes.collect());
    all.insert("claim_calls".to_owned(), calls.collect());
    all.insert("user".to_owned(), user(&mutations.user));
}

fn user(patch: &UserPatch) -> Value {
    let mut fields = json!({
        "first_name": patch.first_name, "last_name": patch.last_name, "nick_name": patch.nick_name,
        "display_name": patch.display_name, "preferred_language": patch.preferred_language,
        "preferred_username": patch.preferred_username, "username": patch.username,
        "gender": patch.gender, "email": patch.email, "is_email_verified": patch.is_email_verified,
        "phone": patch.phone, "is_phone_verified": patch.is_phone_verified,
    });
    fields
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    fields
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

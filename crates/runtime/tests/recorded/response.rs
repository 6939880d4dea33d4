//! What a trigger came to, as an answer in JSON tells it: those parts that are compared.
//!
//! The API's own way to the answer is the server's, and tested there with the same cases.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::script::{
    ActionOutcome, ActionResult, Claim, ClaimResult, HttpCall, LogLevel, LogRecord, Mutations,
    ScriptError, ScriptErrorKind, TriggerOutcome, TriggerResult, UserPatch,
};
use serde_json::{Value, json};

pub(crate) fn response(result: &TriggerResult) -> Value {
    let (outcome, error) = match &result.outcome {
        TriggerOutcome::Completed => ("OUTCOME_COMPLETED", None),
        TriggerOutcome::Aborted(error) => ("OUTCOME_ABORTED", Some(error)),
    };
    let claims = result.final_claims_json.as_deref();
    json!({
        "outcome": outcome,
        "abortError": error.map(script_error),
        "results": result.results.iter().map(action_result).collect::<Vec<_>>(),
        "mutations": mutations(&result.mutations),
        "finalClaims": claims.map(value),
        "finalClaimsJson": claims,
        "discardMutations": error.is_some(),
    })
}

fn action_result(result: &ActionResult) -> Value {
    let (outcome, error) = match &result.outcome {
        ActionOutcome::Succeeded => ("SUCCEEDED", None),
        ActionOutcome::Failed(error) => ("FAILED", Some(error)),
        ActionOutcome::FailedAllowed(error) => ("FAILED_ALLOWED", Some(error)),
        ActionOutcome::SkippedInactive => ("SKIPPED_INACTIVE", None),
        ActionOutcome::NotRun => ("NOT_RUN", None),
    };
    json!({
        "actionName": result.name,
        "outcome": format!("ACTION_OUTCOME_{outcome}"),
        "error": error.map(script_error),
        "logs": result.logs.iter().map(log_record).collect::<Vec<_>>(),
        "httpCalls": result.http_calls.iter().map(http_call).collect::<Vec<_>>(),
        "compatWarnings": result.compat_warnings,
    })
}

fn script_error(error: &ScriptError) -> Value {
    json!({
        "kind": error_kind(error.kind),
        "message": error.message,
        "line": error.place.map(|place| place.line),
        "column": error.place.map(|place| place.column),
    })
}

/// `ERROR_KIND_HOST_ABORT` of `HostAbort`.
fn error_kind(kind: ScriptErrorKind) -> String {
    let mut name = "ERROR_KIND".to_owned();
    for letter in format!("{kind:?}").chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

fn log_record(record: &LogRecord) -> Value {
    let level = match record.level {
        LogLevel::Info => "LOG_LEVEL_INFO",
        LogLevel::Warning => "LOG_LEVEL_WARNING",
        LogLevel::Error => "LOG_LEVEL_ERROR",
    };
    json!({ "level": level, "message": record.message, "fromScript": record.from_script })
}

fn http_call(call: &HttpCall) -> Value {
    json!({
        "method": call.method,
        "url": call.url,
        "requestHeaders": lists(call.request_headers.iter().map(|(name, values)| (name, values))),
        "requestBody": STANDARD.encode(&call.request_body),
    })
}

fn mutations(mutations: &Mutations) -> Value {
    let metadata = mutations.metadata.iter();
    let metadata = metadata.map(|it| metadata_entry(&it.key, &it.value));
    let writes = mutations.metadata_writes.iter();
    let writes = writes.map(|it| metadata_entry(&it.key, &it.value));
    let grants = mutations.user_grants.iter().map(|grant| {
        json!({
            "userId": grant.user_id,
            "projectId": grant.project_id,
            "projectGrantId": grant.project_grant_id,
            "roles": Some(&grant.roles).filter(|roles| !roles.is_empty()),
        })
    });
    let attributes = mutations
        .attributes
        .iter()
        .map(|it| json!({ "name": it.name, "nameFormat": it.name_format, "values": it.values }));
    json!({
        "user": user_patch(&mutations.user),
        "userChanged": mutations.user != UserPatch::default(),
        "metadata": metadata.collect::<Vec<_>>(),
        "userMetadataWrites": writes.collect::<Vec<_>>(),
        "userGrants": grants.collect::<Vec<_>>(),
        "claims": mutations.claims.iter().map(claim_write).collect::<Vec<_>>(),
        "logClaims": lists(mutations.log_claims.iter()),
        "attributes": attributes.collect::<Vec<_>>(),
    })
}

fn metadata_entry(key: &str, value: &[u8]) -> Value {
    json!({ "key": key, "value": STANDARD.encode(value) })
}

fn claim_write(claim: &Claim) -> Value {
    let result = match claim.result {
        ClaimResult::Set => "SET",
        ClaimResult::IgnoredReservedPrefix => "IGNORED_RESERVED_PREFIX",
        ClaimResult::IgnoredExists => "IGNORED_EXISTS",
        ClaimResult::SetButShadowed => "SET_BUT_SHADOWED_BY_REGISTERED",
    };
    json!({
        "key": claim.key,
        "value": value(&claim.value_json),
        "valueJson": claim.value_json,
        "result": format!("CLAIM_RESULT_{result}"),
    })
}

/// Only what was set.
fn user_patch(patch: &UserPatch) -> Value {
    let mut user = json!({
        "firstName": patch.first_name,
        "lastName": patch.last_name,
        "nickName": patch.nick_name,
        "displayName": patch.display_name,
        "preferredLanguage": patch.preferred_language,
        "preferredUsername": patch.preferred_username,
        "username": patch.username,
        "gender": patch.gender,
        "email": patch.email,
        "isEmailVerified": patch.is_email_verified,
        "phone": patch.phone,
        "isPhoneVerified": patch.is_phone_verified,
    });
    let fields = user.as_object_mut().unwrap();
    fields.retain(|_, value| !value.is_null());
    user
}

fn lists<'a>(lists: impl Iterator<Item = (&'a String, &'a Vec<String>)>) -> Value {
    let lists = lists.map(|(name, values)| (name.clone(), json!({ "values": values })));
    Value::Object(lists.collect())
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

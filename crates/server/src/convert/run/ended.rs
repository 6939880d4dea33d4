//! How a run ended.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use portcullis_core::script::{
    ActionOutcome, ActionResult, Attribute, Claim, ClaimResult, HttpCall, LogLevel, LogRecord,
    MetadataEntry, MetadataWrite, Mutations, NewUserGrant, ScriptError, ScriptErrorKind, Step,
    TriggerOutcome, TriggerResult, UserPatch,
};
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1 as pb;

use crate::convert::object::{duration, timestamp};

/// The answer; the context says what the user was before.
pub(crate) fn response(
    result: TriggerResult,
    context: Option<pb::TriggerContext>,
) -> pb::ExecuteTriggerResponse {
    let context = context.unwrap_or_default();
    let patch = &result.mutations.user;
    let final_external_user = context.external_user.map(|mut user| {
        user.human = Some(patched(user.human.unwrap_or_default(), patch));
        user
    });
    let final_user = context.user.map(|user| patched_user(user, patch));
    let final_claims_json = result.final_claims_json.unwrap_or_default();
    let (outcome, abort_error) = match result.outcome {
        TriggerOutcome::Completed => (pb::Outcome::Completed, None),
        TriggerOutcome::Aborted(error) => (pb::Outcome::Aborted, Some(script_error(error))),
    };
    pb::ExecuteTriggerResponse {
        outcome: outcome.into(),
        discard_mutations: abort_error.is_some(),
        abort_error,
        results: result.results.into_iter().map(action_result).collect(),
        mutations: Some(mutations(result.mutations)),
        final_claims: value(&final_claims_json),
        final_claims_json,
        final_external_user,
        final_user,
    }
}

/// A message of the well-known types, if the text is one.
fn value<M: json::Message>(text: &str) -> Option<M> {
    if text.is_empty() {
        return None;
    }
    json::decode(text.as_bytes(), &json::Options::new()).ok()
}

fn patched_user(mut user: pb::User, patch: &UserPatch) -> pb::User {
    if let Some(username) = &patch.username {
        user.username.clone_from(username);
    }
    if let Some(pb::user::Type::Human(human)) = user.r#type.take() {
        user.r#type = Some(pb::user::Type::Human(patched(human, patch)));
    }
    user
}

fn patched(mut human: pb::Human, patch: &UserPatch) -> pb::Human {
    let texts = [
        (&mut human.first_name, &patch.first_name),
        (&mut human.last_name, &patch.last_name),
        (&mut human.nick_name, &patch.nick_name),
        (&mut human.display_name, &patch.display_name),
        (&mut human.preferred_language, &patch.preferred_language),
        (&mut human.preferred_username, &patch.preferred_username),
        (&mut human.email, &patch.email),
        (&mut human.phone, &patch.phone),
    ];
    for (field, set) in texts {
        if let Some(set) = set {
            field.clone_from(set);
        }
    }
    human.gender = patch.gender.unwrap_or(human.gender);
    human.is_email_verified = patch.is_email_verified.unwrap_or(human.is_email_verified);
    human.is_phone_verified = patch.is_phone_verified.unwrap_or(human.is_phone_verified);
    human
}

fn action_result(result: ActionResult) -> pb::ActionResult {
    let (outcome, error) = action_outcome(result.outcome);
    pb::ActionResult {
        action_id: result.id,
        action_name: result.name,
        action_sequence: result.sequence,
        outcome: outcome.into(),
        error,
        load_took: Some(duration(result.load_took)),
        call_took: Some(duration(result.call_took)),
        logs: result.logs.into_iter().map(log_record).collect(),
        steps: result.steps.into_iter().map(step).collect(),
        http_calls: result.http_calls.into_iter().map(http_call).collect(),
        compat_warnings: result.compat_warnings,
    }
}

/// How an action ended, and why it failed.
pub(crate) fn action_outcome(
    outcome: ActionOutcome,
) -> (pb::ActionOutcome, Option<pb::ActionError>) {
    use pb::ActionOutcome::{Failed, FailedAllowed, NotRun, SkippedInactive, Succeeded};
    match outcome {
        ActionOutcome::Succeeded => (Succeeded, None),
        ActionOutcome::Failed(error) => (Failed, Some(script_error(error))),
        ActionOutcome::FailedAllowed(error) => (FailedAllowed, Some(script_error(error))),
        ActionOutcome::SkippedInactive => (SkippedInactive, None),
        ActionOutcome::NotRun => (NotRun, None),
    }
}

fn script_error(error: ScriptError) -> pb::ActionError {
    let thrown = error.thrown_json.unwrap_or_default();
    pb::ActionError {
        kind: error_kind(error.kind).into(),
        message: error.message,
        js_name: error.name,
        stack: error.stack,
        line: error.place.map_or(0, |place| place.line),
        column: error.place.map_or(0, |place| place.column),
        thrown_value: value(&thrown),
    }
}

fn error_kind(kind: ScriptErrorKind) -> pb::ErrorKind {
    match kind {
        ScriptErrorKind::Syntax => pb::ErrorKind::Syntax,
        ScriptErrorKind::LoadException => pb::ErrorKind::LoadException,
        ScriptErrorKind::FunctionNotFound => pb::ErrorKind::FunctionNotFound,
        ScriptErrorKind::NotCallable => pb::ErrorKind::NotCallable,
        ScriptErrorKind::Exception => pb::ErrorKind::Exception,
        ScriptErrorKind::BadReturnValue => pb::ErrorKind::BadReturnValue,
        ScriptErrorKind::HostAbort => pb::ErrorKind::HostAbort,
        ScriptErrorKind::TimeoutLoad => pb::ErrorKind::TimeoutLoad,
        ScriptErrorKind::TimeoutCall => pb::ErrorKind::TimeoutCall,
        ScriptErrorKind::Memory => pb::ErrorKind::Memory,
        ScriptErrorKind::UnserialisableValue => pb::ErrorKind::UnserialisableValue,
        ScriptErrorKind::WorkerLost => pb::ErrorKind::WorkerLost,
        ScriptErrorKind::StackOverflow => pb::ErrorKind::StackOverflow,
        ScriptErrorKind::OutputLimit => pb::ErrorKind::OutputLimit,
    }
}

pub(crate) fn log_record(record: LogRecord) -> pb::LogRecord {
    let level = match record.level {
        LogLevel::Info => pb::LogLevel::Info,
        LogLevel::Warning => pb::LogLevel::Warning,
        LogLevel::Error => pb::LogLevel::Error,
    };
    pb::LogRecord {
        log_date: Some(timestamp(record.at)),
        took: record.took.map(duration),
        message: record.message,
        level: level.into(),
        from_script: record.from_script,
    }
}

fn step((number, step): (u32, Step)) -> pb::Mutation {
    use pb::mutation::Step as Sent;
    let step = match step {
        Step::UserField(patch) => Sent::UserField(user_patch(patch)),
        Step::MetadataAppend(entry) => Sent::MetadataAppend(metadata_entry(entry)),
        Step::MetadataWrite(write) => Sent::MetadataWrite(metadata_write(write)),
        Step::Grant(grant) => Sent::Grant(user_grant(grant)),
        Step::Claim(claim) => Sent::Claim(claim_write(claim)),
        Step::ClaimLog(line) => Sent::ClaimLog(line),
        Step::Attribute(attribute) => Sent::Attribute(custom_attribute(attribute)),
    };
    pb::Mutation {
        number,
        step: Some(step),
    }
}

fn mutations(mutations: Mutations) -> pb::Mutations {
    let user_changed = mutations.user != UserPatch::default();
    pb::Mutations {
        user: user_changed.then(|| user_patch(mutations.user)),
        user_changed,
        metadata: mutations.metadata.into_iter().map(metadata_entry).collect(),
        user_metadata_writes: mutations
            .metadata_writes
            .into_iter()
            .map(metadata_write)
            .collect(),
        user_grants: mutations.user_grants.into_iter().map(user_grant).collect(),
        claims: mutations.claims.into_iter().map(claim_write).collect(),
        log_claims: lists(mutations.log_claims),
        attributes: mutations
            .attributes
            .into_iter()
            .map(custom_attribute)
            .collect(),
    }
}

fn user_patch(patch: UserPatch) -> pb::UserPatch {
    pb::UserPatch {
        first_name: patch.first_name,
        last_name: patch.last_name,
        nick_name: patch.nick_name,
        display_name: patch.display_name,
        preferred_language: patch.preferred_language,
        preferred_username: patch.preferred_username,
        username: patch.username,
        gender: patch.gender,
        email: patch.email,
        is_email_verified: patch.is_email_verified,
        phone: patch.phone,
        is_phone_verified: patch.is_phone_verified,
    }
}

fn metadata_entry(entry: MetadataEntry) -> pb::MetadataEntry {
    pb::MetadataEntry {
        key: entry.key,
        value: entry.value.into(),
    }
}

fn metadata_write(write: MetadataWrite) -> pb::MetadataWrite {
    pb::MetadataWrite {
        key: write.key,
        value: write.value.into(),
        action_name: write.action_name,
    }
}

fn user_grant(grant: NewUserGrant) -> pb::NewUserGrant {
    pb::NewUserGrant {
        user_id: grant.user_id,
        project_id: grant.project_id,
        project_grant_id: grant.project_grant_id,
        roles: grant.roles,
    }
}

fn claim_write(claim: Claim) -> pb::ClaimWrite {
    let result = match claim.result {
        ClaimResult::Set => pb::ClaimResult::Set,
        ClaimResult::IgnoredReservedPrefix => pb::ClaimResult::IgnoredReservedPrefix,
        ClaimResult::IgnoredExists => pb::ClaimResult::IgnoredExists,
        ClaimResult::SetButShadowed => pb::ClaimResult::SetButShadowedByRegistered,
    };
    pb::ClaimWrite {
        key: claim.key,
        value: value(&claim.value_json),
        value_json: claim.value_json,
        result: result.into(),
        action_name: claim.action_name,
    }
}

fn custom_attribute(attribute: Attribute) -> pb::CustomAttribute {
    pb::CustomAttribute {
        name: attribute.name,
        name_format: attribute.name_format,
        values: attribute.values,
    }
}

fn http_call(call: HttpCall) -> pb::HttpCall {
    let headers: BTreeMap<_, _> = call.request_headers.into_iter().collect();
    pb::HttpCall {
        method: call.method,
        url: call.url,
        status: call.status.map_or(0, i32::from),
        took: Some(duration(call.took)),
        error: call.error.unwrap_or_default(),
        mocked: call.mocked,
        request_headers: lists(headers),
        request_body: Bytes::from(call.request_body),
    }
}

fn lists(lists: BTreeMap<String, Vec<String>>) -> HashMap<String, pb::StringList> {
    let lists = lists.into_iter();
    lists
        .map(|(name, values)| (name, pb::StringList { values }))
        .collect()
}

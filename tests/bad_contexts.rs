//! Contexts and scripts that no login server sends: each is told what is wrong with it, or does what the
//! documentation says, and the next call works.

use std::slice;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Code, Protocol, Server, request};

/// Those in whose JSON a type can be wrong.
const JSON: [Protocol; 2] = [Protocol::Rest, Protocol::ConnectJson];

/// A field of the context with a wrong value, and its path.
#[derive(Debug)]
struct Wrong {
    path: String,
    context: Value,
}

async fn test(api: &Api, context: Value, script: &str) -> Answer {
    let request = json!({
        "flowType": 2, "triggerType": 4,
        "context": context,
        "actions": [{ "name": "f", "script": script }],
    });
    api.call("TestAction", request).await
}

#[track_caller]
fn check_claims(answer: &Answer, claims: &Value) {
    let got = answer.ok()["finalClaimsJson"].as_str();
    let got = got.map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(got.as_ref(), Some(claims), "{}", answer.body["abortError"]);
}

/// Each field of a message and of those in it, once wrong.
fn wrong(message: &MessageDescriptor, outer: &[MessageDescriptor]) -> Vec<Wrong> {
    let mut all = Vec::new();
    for field in message.fields() {
        let name = field.json_name();
        if let Some(value) = wrong_value(&field) {
            all.push(Wrong {
                path: name.to_owned(),
                context: json!({ name: value }),
            });
        }
        let Some(inner) = ours(&field).filter(|inner| !outer.contains(inner)) else {
            continue;
        };
        let outer = [outer, slice::from_ref(&inner)].concat();
        for Wrong { path, context } in wrong(&inner, &outer) {
            let (place, context) = if field.is_map() {
                (".a", json!({ "a": context }))
            } else if field.is_list() {
                ("[0]", json!([context]))
            } else {
                ("", context)
            };
            all.push(Wrong {
                path: format!("{name}{place}.{path}"),
                context: json!({ name: context }),
            });
        }
    }
    all
}

/// The message that a field holds, if it is none of protobuf's own.
fn ours(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    let kind = match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    };
    let message = kind.as_message().cloned();
    message.filter(|message| !message.full_name().starts_with("google."))
}

/// What the field cannot be; anything can be a value.
fn wrong_value(field: &FieldDescriptor) -> Option<Value> {
    if field.is_list() || field.is_map() {
        return Some(json!("x"));
    }
    match field.kind() {
        Kind::Message(message) if message.full_name() == "google.protobuf.Value" => None,
        Kind::String | Kind::Bytes | Kind::Message(_) => Some(json!(7)),
        _ => Some(json!("x")),
    }
}

#[tokio::test]
async fn the_field_of_a_wrong_type_is_told() {
    let server = Server::start().await;
    let context = request("TestAction").get_field_by_name("context").unwrap();
    let context = context.kind().as_message().unwrap().clone();
    let cases = wrong(&context, slice::from_ref(&context));
    assert!(cases.len() > 150, "{}", cases.len());
    for protocol in JSON {
        let api = server.api(protocol);
        for Wrong { path, context } in &cases {
            let answer = test(&api, context.clone(), "function f() {}").await;
            answer.has_code(Code::InvalidArgument);
            assert_eq!(answer.http_status, 400, "{path}: {answer:?}");
            let says = format!("invalid JSON body: context.{path}: ");
            assert!(
                answer.message.starts_with(&says),
                "{path}: {}",
                answer.message
            );
        }
    }
}

/// What has the right type and no meaning.
#[tokio::test]
async fn values_out_of_range_are_told() {
    let server = Server::start().await;
    for protocol in JSON {
        let api = server.api(protocol);
        for (context, says) in [
            (
                json!({ "user": { "sequence": -1 } }),
                "context.user.sequence: ",
            ),
            (
                json!({ "user": { "state": 1_u64 << 31 } }),
                "context.user.state: ",
            ),
            (
                json!({ "user": { "human": {}, "machine": {} } }),
                "context.user",
            ),
            (
                json!({ "user": { "creationDate": "10000-01-01T00:00:00Z" } }),
                "context.user.creationDate: ",
            ),
            (
                json!({ "userMetadata": [{ "value": "?" }] }),
                "context.userMetadata[0].value: ",
            ),
            (
                json!({ "authRequest": { "maxAuthAge": "1h" } }),
                "context.authRequest.maxAuthAge: ",
            ),
        ] {
            let answer = test(&api, context, "function f() {}").await;
            answer.has_code(Code::InvalidArgument);
            let begins = format!("invalid JSON body: {says}");
            assert!(
                answer.message.starts_with(&begins),
                "{says}: {}",
                answer.message
            );
        }
    }
}

#[tokio::test]
async fn large_contexts_reach_the_script_whole() {
    const GRANTS: usize = 10_000;
    let script = "function f(ctx, api) {
      const { count, grants } = ctx.v1.user.grants
      const last = grants[grants.length - 1]
      api.v1.claims.setClaim('grants', [count, grants.length, last.projectId, last.roles[0]])
      const { metadata } = ctx.v1.user.getMetadata()
      api.v1.claims.setClaim('metadata', [metadata[0].value.length, metadata[0].value.slice(-3)])
    }";
    let grant = |number| json!({ "id": format!("{number}"), "projectId": format!("p{number}"), "roles": ["a"] });
    let grants: Vec<_> = (0..GRANTS).map(grant).collect();
    // as JSON, as the value of metadata is
    let value = format!("\"{}end\"", "x".repeat((1 << 20) - 3));
    let context = json!({
        "user": { "id": "7" },
        "userGrants": { "count": GRANTS.to_string(), "grants": grants },
        "userMetadata": [{ "key": "large", "value": STANDARD.encode(value) }],
    });
    let server = Server::start().await;
    for api in server.each_family().await {
        let answer = test(&api, context.clone(), script).await;
        let last = format!("p{}", GRANTS - 1);
        let claims = json!({ "grants": [GRANTS, GRANTS, last, "a"], "metadata": [1 << 20, "end"] });
        check_claims(&answer, &claims);
    }
}

/// So many actors, of whom each acts for the next.
fn chain(actors: usize) -> Value {
    let mut actor = Value::Null;
    for number in (0..actors).rev() {
        actor = json!({ "userId": format!("u{number}"), "issuer": "i", "actor": actor });
    }
    json!({ "actor": actor })
}

#[tokio::test]
async fn actors_may_act_for_each_other_so_often() {
    const MOST: usize = 16;
    let script = "function f(ctx, api) {
      const users = []
      for (let actor = ctx.v1.actor; actor; actor = actor.actor) users.push(actor.userId)
      api.v1.claims.setClaim('users', users)
    }";
    let server = Server::start().await;
    for api in server.each_family().await {
        let answer = test(&api, chain(MOST), script).await;
        let users: Vec<_> = (0..MOST).map(|number| format!("u{number}")).collect();
        check_claims(&answer, &json!({ "users": users }));
        for too_many in [MOST + 1, 60] {
            let answer = test(&api, chain(too_many), script).await;
            let says = "invalid context.actor: more than 16 actors act for each other";
            answer.refused(Code::InvalidArgument, says);
        }
        // deeper than any message may go: how that is worded is the form's affair
        let answer = test(&api, chain(110), script).await;
        let codes = [Code::InvalidArgument as i32, Code::Internal as i32];
        assert!(codes.contains(&answer.code), "{answer:?}");
        check_claims(
            &test(&api, chain(1), script).await,
            &json!({ "users": ["u0"] }),
        );
    }
}

#[tokio::test]
async fn scripts_that_are_no_text_fail_alone() {
    let server = Server::start().await;
    let kind = |answer: &Answer| answer.ok()["abortError"]["kind"].clone();
    for api in server.each_family().await {
        let control: String = (0..32).map(char::from).collect();
        let program = "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\u{3}\0>\0";
        for script in [&*control, program, "\0", "function f() {}\0"] {
            let answer = test(&api, json!({}), script).await;
            assert_eq!(kind(&answer), "ERROR_KIND_SYNTAX", "{script:?}: {answer:?}");
        }
        // within texts they are characters like others
        let script = "function f(ctx, api) { api.v1.claims.setClaim('codes', ['\0', '\u{1}'].map((it) => it.charCodeAt(0))) }";
        check_claims(
            &test(&api, json!({}), script).await,
            &json!({ "codes": [0, 1] }),
        );
    }
}

/// Half a character can be written in JSON, but is no text.
#[tokio::test]
async fn lone_surrogates_are_refused() {
    let server = Server::start().await;
    for path in [
        "/runtime/v1/actions:test",
        "/portcullis.runtime.v1.RuntimeService/TestAction",
    ] {
        for half in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\udc00\ud800"] {
            let body = format!(
                r#"{{"flowType":2,"triggerType":4,"actions":[{{"name":"f","script":"let a = '{half}'"}}]}}"#
            );
            let request = http::Request::post(path)
                .header("authorization", format!("Bearer {}", server.admin_token))
                .header("content-type", "application/json")
                .body(bytes::Bytes::from(body));
            let reply = crate::support::h1(server.addr, request.unwrap()).await;
            assert_eq!(reply.status, 400, "{half}");
            let message = reply.json()["message"].as_str().unwrap().to_owned();
            assert!(
                message.starts_with("invalid JSON body: actions[0].script: "),
                "{message}"
            );
        }
    }
}

#[tokio::test]
async fn a_script_may_have_so_many_bytes() {
    const MOST: usize = 40_000;
    let script = |bytes: usize| {
        let script = "function f(ctx, api) { api.v1.claims.setClaim('ran', true) } //";
        // of two bytes, so that characters would be too few
        let rest = bytes - script.len();
        format!("{script}{}{}", "é".repeat(rest / 2), "x".repeat(rest % 2))
    };
    let server = Server::start().await;
    for api in server.each_family().await {
        let answer = test(&api, json!({}), &script(MOST)).await;
        check_claims(&answer, &json!({ "ran": true }));
        let says = "invalid actions[0].script: has more than 40000 bytes";
        let answer = test(&api, json!({}), &script(MOST + 1)).await;
        answer.refused(Code::InvalidArgument, says);
    }
}

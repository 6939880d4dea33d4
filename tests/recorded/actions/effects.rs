//! The effects that an answer tells of, in the form in which they were recorded.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::case::Case;
use crate::shared::parts::{list, text};

/// Credentials are redacted in answers.
const CREDENTIALS: [&str; 3] = ["Authorization", "Cookie", "Proxy-Authorization"];

/// Those that were there, those that were set and the log claims.
pub(super) fn custom_claims(case: &Case, mutations: &Value) -> Value {
    let claims = case.input()["custom_claims"].as_object();
    let mut claims = claims.cloned().unwrap_or_default();
    for claim in list(&mutations["claims"]) {
        let is_set = [
            "CLAIM_RESULT_SET",
            "CLAIM_RESULT_SET_BUT_SHADOWED_BY_REGISTERED",
        ];
        if is_set.contains(&text(&claim["result"]))
            && let Ok(value) = serde_json::from_str(text(&claim["valueJson"]))
        {
            claims.insert(text(&claim["key"]).to_owned(), value);
        }
    }
    let logs = mutations["logClaims"].as_object().into_iter().flatten();
    claims.extend(logs.map(|(name, lines)| (name.clone(), json!(list(&lines["values"])))));
    claims.into()
}

/// The user as it was, with what was set.
pub(super) fn patched_user(case: &Case, patch: &Value) -> Value {
    let input = case.input();
    let human = match &input["external_user"]["human"] {
        Value::Null => &input["user"]["human"],
        human => human,
    };
    let mut user = nobody();
    user.extend(human.as_object().cloned().unwrap_or_default());
    if let Some(username) = input["user"].get("username") {
        user.insert("username".into(), username.clone());
    }
    user.extend(snake_case(patch));
    as_recorded(case, user)
}

/// The user as the answer tells, if it does.
pub(super) fn final_user(case: &Case, response: &Value) -> Option<Value> {
    let (external, user) = (&response["finalExternalUser"], &response["finalUser"]);
    let human = [&external["human"], &user["human"]];
    let human = human.into_iter().find(|human| human.is_object())?;
    let mut all = nobody();
    all.extend(snake_case(human));
    if let Some(username) = user.get("username") {
        all.insert("username".into(), username.clone());
    }
    Some(as_recorded(case, all))
}

/// What is told of users in the case, and the language as the old engine tells that there is none.
fn as_recorded(case: &Case, mut user: Map<String, Value>) -> Value {
    if user.get("preferred_language").is_none_or(|it| it == "") {
        user.insert("preferred_language".into(), "und".into());
    }
    if let Some(told) = case.expect()["user"].as_object() {
        user.retain(|name, _| told.contains_key(name));
    }
    Value::Object(user)
}

/// A user of whom nothing is known.
fn nobody() -> Map<String, Value> {
    let texts = [
        "first_name",
        "last_name",
        "nick_name",
        "display_name",
        "preferred_username",
        "email",
        "phone",
    ];
    let flags = ["is_email_verified", "is_phone_verified"];
    let texts = texts.map(|name| (name.to_owned(), json!("")));
    let flags = flags.map(|name| (name.to_owned(), json!(false)));
    texts.into_iter().chain(flags).collect()
}

/// Members of a message by their names in the `.proto` files.
fn snake_case(message: &Value) -> Map<String, Value> {
    let members = message.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| {
        let letters = name.chars().flat_map(|letter| {
            let break_before = letter.is_ascii_uppercase().then_some('_');
            break_before
                .into_iter()
                .chain([letter.to_ascii_lowercase()])
        });
        (letters.collect(), value.clone())
    });
    members.collect()
}

/// Metadata, appended or written.
pub(super) fn metadata(entries: &Value) -> Value {
    let entries = list(entries).iter().map(|entry| {
        let key = text(&entry["key"]);
        let value = STANDARD.decode(text(&entry["value"])).unwrap();
        match String::from_utf8(value) {
            Ok(value) => json!({ "key": key, "value": value }),
            Err(bytes) => json!({ "key": key, "value_b64": STANDARD.encode(bytes.as_bytes()) }),
        }
    });
    entries.collect()
}

pub(super) fn grants(grants: &Value) -> Value {
    let grants = list(grants).iter().map(|grant| {
        json!({
            "user_id": text(&grant["userId"]),
            "project_id": text(&grant["projectId"]),
            "project_grant_id": text(&grant["projectGrantId"]),
            "roles": grant["roles"],
        })
    });
    grants.collect()
}

pub(super) fn attributes(attributes: &Value) -> Value {
    let attributes = list(attributes).iter().map(|it| {
        let value = json!({
            "name_format": text(&it["nameFormat"]),
            "values": list(&it["values"]),
        });
        (text(&it["name"]).to_owned(), value)
    });
    Value::Object(attributes.collect())
}

/// The calls that scripts made; redirects that were followed are none.
pub(super) fn calls(case: &Case, response: &Value) -> Value {
    let results = list(&response["results"]).iter();
    let calls = results.flat_map(|result| list(&result["httpCalls"]));
    let calls = calls.map(|call| {
        let headers = call["requestHeaders"].as_object().into_iter().flatten();
        let headers = headers.map(|(name, them)| (name.clone(), json!(list(&them["values"]))));
        let body = STANDARD.decode(text(&call["requestBody"])).unwrap();
        let call = json!({
            "method": call["method"],
            "path": text(&call["url"]).strip_prefix(case.base()),
            "headers": Value::Object(headers.collect()),
            "body": String::from_utf8_lossy(&body),
        });
        without_credentials(call)
    });
    calls.collect()
}

/// The calls of scripts among those that the server got.
pub(super) fn expected_calls(expected: &Value) -> Value {
    let calls = list(expected).iter();
    let own = calls.filter(|call| call["headers"]["Referer"].is_null());
    own.cloned().map(without_credentials).collect()
}

fn without_credentials(mut call: Value) -> Value {
    if let Some(headers) = call["headers"].as_object_mut() {
        for (_, values) in headers
            .iter_mut()
            .filter(|(name, _)| CREDENTIALS.contains(&name.as_str()))
        {
            *values = json!("***");
        }
    }
    call
}

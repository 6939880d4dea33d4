//! Commands on the database of a running server: it sees them at its next call.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Server, json, portcullis};

#[test]
fn triggers_suspended_and_resumed_beside_a_server() {
    let data = TempDir::new().unwrap();
    let _server = Server::start(data.path());
    let run = |words: &[&str]| json(data.path(), words);
    let orgs = run(&["org", "list"]);
    let org = orgs[0]["id"].as_str().unwrap();
    let place = ["--org", org, "--flow", "3", "--trigger", "1"];
    let place = |command| [&[command][..], &place].concat();
    let reason = ["--reason", "nobody gets in"];
    let suspended = run(&[&place("suspend")[..], &reason].concat());
    assert_eq!(suspended, json!({ "org": org, "flow": 3, "trigger": 1 }));

    let listed = run(&["suspend", "--list"]);
    assert_eq!(listed[0]["reason"], "nobody gets in");
    assert_eq!(listed[0]["by"], "SYSTEM");
    assert_eq!(run(&["suspend", "--list", "--org", org]), listed);
    refused(data.path(), &place("suspend"), "already suspended");

    run(&place("resume"));
    assert_eq!(run(&["suspend", "--list"]), json!([]));
    refused(data.path(), &place("resume"), "not suspended");
    refused(
        data.path(),
        &["suspend", "--list", "--org", "7"],
        "org list",
    );
    let saml = ["resume", "--org", org, "--flow", "4", "--trigger", "1"];
    usage(data.path(), &saml, "flow 4 has no trigger 1; it has 6");
    assert_eq!(run(&["verify"])["problems"], json!([]));
}

#[track_caller]
fn refused(data: &Path, words: &[&str], says: &str) {
    let data = ["--data-dir", data.to_str().unwrap()];
    portcullis(&[words, &data].concat(), &[]).check(1, &[says]);
}

#[track_caller]
fn usage(data: &Path, words: &[&str], says: &str) {
    let data = ["--data-dir", data.to_str().unwrap()];
    portcullis(&[words, &data].concat(), &[]).check(2, &[says]);
}

#[tokio::test]
async fn users_and_tokens_made_and_revoked_beside_a_server() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    let run = |words: &[&str]| json(data.path(), words);
    let org = run(&["org", "add", "Beside"]);
    let org = org["id"].as_str().unwrap();
    let user = run(&["user", "add", "deploy", "--org", org, "--role", "ORG_OWNER"]);
    let user = user["id"].as_str().unwrap();
    let token = run(&["token", "create", "--user", user, "--expires", "1h"]);
    let api = server.api(token["token"].as_str().unwrap());

    let (status, answer) = api
        .call(http::Method::GET, "/orgs/me", &Value::Null)
        .await
        .unwrap();
    assert_eq!((status, &answer["org"]["id"]), (200, &json!(org)));
    assert_eq!(api.create("beside").await.unwrap().0, 200);
    run(&["token", "revoke", token["id"].as_str().unwrap()]);
    assert_eq!(api.status().await, 401);

    let token = run(&["token", "create", "--user", user]);
    let api = server.api(token["token"].as_str().unwrap());
    assert_eq!(api.status().await, 200);
    run(&["user", "remove", user]);
    assert_eq!(api.status().await, 401);
    assert_eq!(run(&["verify"])["problems"], json!([]));
}

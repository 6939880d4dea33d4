//! Commands on the database of a running server: it sees them at its next call.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Server, json};

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

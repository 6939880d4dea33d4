//! The commands on a database that no server uses: answers, tables, refusals.

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::process::{Finished, Server, json, portcullis};

fn text(data: &Path, words: &[&str]) -> Finished {
    let data = ["--data-dir", data.to_str().unwrap()];
    portcullis(&[words, &data].concat(), &[])
}

fn instance() -> TempDir {
    let data = TempDir::new().unwrap();
    drop(Server::start(data.path()));
    data
}

#[test]
fn without_a_database_one_clear_line() {
    let data = TempDir::new().unwrap();
    let commands: [&[&str]; 4] = [
        &["org", "list"],
        &["user", "list"],
        &["token", "revoke", "1"],
        &["verify"],
    ];
    for words in commands {
        let finished = text(data.path(), words);
        finished.check(1, &["error: no database at", "portcullis serve"]);
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    }
    assert_eq!(data.path().read_dir().unwrap().count(), 0);
    rusqlite::Connection::open(data.path().join("portcullis.db")).unwrap();
    text(data.path(), &["org", "list"]).check(1, &["is empty", "portcullis serve"]);
}

#[test]
fn json_answers() {
    let data = instance();
    let data = data.path();
    let org = json(
        data,
        &["org", "add", "ACME Ltd", "--external-domain", "id.example"],
    );
    assert_eq!(org["name"], "ACME Ltd");
    assert_eq!(org["primaryDomain"], "acme-ltd.id.example");
    let org_id = org["id"].as_str().unwrap();
    let orgs = json(data, &["org", "list"]);
    assert_eq!(orgs[0]["name"], "Default");
    assert_eq!(orgs[1]["id"], org_id);

    let words = [
        "user",
        "add",
        "deploy",
        "--org",
        org_id,
        "--role",
        "ORG_OWNER,IAM_OWNER_VIEWER",
    ];
    let user = json(data, &words);
    assert_eq!(user["roles"], json!(["IAM_OWNER_VIEWER", "ORG_OWNER"]));
    let user_id = user["id"].as_str().unwrap();
    let users = json(data, &["user", "list"]);
    assert_eq!(users[1]["id"], user_id);
    let memberships = users[1]["memberships"].as_array().unwrap();
    assert!(memberships.contains(&json!({ "org": null, "roles": ["IAM_OWNER_VIEWER"] })));
    assert!(memberships.contains(&json!({ "org": org_id, "roles": ["ORG_OWNER"] })));

    let token = json(
        data,
        &["token", "create", "--user", user_id, "--expires", "90d"],
    );
    assert_eq!(token["token"].as_str().unwrap().len(), 43);
    assert!(token["expiresAt"].is_string());
    let tokens = json(data, &["token", "list"]);
    assert_eq!(tokens[1]["id"], token["id"]);
    assert_eq!(tokens[1]["expiresAt"], token["expiresAt"]);
    assert_eq!(tokens[1]["expired"], false);
    assert!(tokens[1].get("token").is_none());

    let revoked = json(data, &["token", "revoke", token["id"].as_str().unwrap()]);
    assert_eq!(revoked["id"], token["id"]);
    assert_eq!(json(data, &["token", "list"]).as_array().unwrap().len(), 1);
    assert_eq!(json(data, &["user", "remove", user_id])["id"], user_id);
    let verified = json(data, &["verify"]);
    assert!(verified["events"].as_u64().unwrap() > 10);
    assert_eq!(verified["problems"], json!([]));
}

#[test]
fn text_answers() {
    let data = instance();
    let user = json(data.path(), &["user", "list"])[0]["id"].clone();
    let user = user.as_str().unwrap();
    let token = text(data.path(), &["token", "create", "--user", user]);
    token.check(0, &["shown only now", user]);
    assert_eq!(token.stdout.trim_end().len(), 43);
    let list = text(data.path(), &["user", "list"]).stdout;
    let lines: Vec<_> = list.lines().collect();
    assert!(
        lines[0].starts_with("ID ") && lines[0].ends_with("ROLES"),
        "{list}"
    );
    assert!(
        lines[1].starts_with(user) && lines[1].ends_with("IAM_OWNER"),
        "{list}"
    );
    let verified = text(data.path(), &["verify"]);
    verified.check(0, &[]);
    assert!(
        verified.stdout.contains("all is well"),
        "{}",
        verified.stdout
    );
}

#[test]
fn refusals() {
    let data = instance();
    let check = |words: &[&str], code, part| text(data.path(), words).check(code, &[part]);
    check(&["org", "add", "default"], 1, "already taken");
    check(&["org", "add", ""], 2, "NAME");
    check(&["org", "add", "   "], 2, "NAME");
    check(&["org", "add", "_"], 2, "NAME");
    check(
        &["user", "add", "a", "--org", "1", "--role", "ORG_OWNER"],
        1,
        "org list",
    );
    check(&["user", "remove", "1"], 1, "user list");
    check(&["token", "create", "--user", "1"], 1, "user list");
    check(&["token", "revoke", "1"], 1, "token list");
}

#[test]
fn a_database_changed_by_hand_is_told() {
    let data = instance();
    let connection = rusqlite::Connection::open(data.path().join("portcullis.db")).unwrap();
    let changed = connection
        .execute("UPDATE orgs SET name = 'Other'", ())
        .unwrap();
    drop(connection);
    assert_eq!(changed, 1);
    let finished = text(data.path(), &["verify"]);
    finished.check(1, &["found in the database"]);
    assert!(!finished.stdout.is_empty());
    let listed = text(data.path(), &["verify", "--output", "json"]);
    assert_eq!(listed.code, Some(1));
    let object: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert!(!object["problems"].as_array().unwrap().is_empty());
}

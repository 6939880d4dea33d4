//! The log of how actions ran, over starts and crashes.

use std::fs;

use http::Method;
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    process::{Server, portcullis},
    rest::Api,
};

const FILE: &str = "executions.db";

async fn send(api: &Api, method: Method, path: &str, body: Value) -> Value {
    let (status, answer) = api.send(method, path, &body).await.unwrap();
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Has a trigger with an action that is not active, which needs no worker.
async fn prepare(api: &Api) {
    let (_, action) = api.create("a").await.unwrap();
    let id = action["id"].as_str().unwrap();
    let off = format!("/management/v1/actions/{id}/_deactivate");
    send(api, Method::POST, &off, json!({})).await;
    let trigger = "/management/v1/flows/2/trigger/4";
    send(api, Method::POST, trigger, json!({ "actionIds": [id] })).await;
}

async fn execute(api: &Api) {
    let path = "/runtime/v1/flows/2/triggers/4:execute";
    send(api, Method::POST, path, json!({})).await;
}

/// The numbers of the entries.
async fn numbers(api: &Api) -> Vec<String> {
    let listed = send(api, Method::GET, "/runtime/v1/executions", Value::Null).await;
    let Some(entries) = listed["executions"].as_array() else {
        return Vec::new();
    };
    let number = |entry: &Value| entry["number"].as_str().unwrap().to_owned();
    entries.iter().map(number).collect()
}

#[tokio::test]
async fn what_was_listed_outlives_a_kill() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path());
    prepare(&server.admin()).await;
    execute(&server.admin()).await;
    execute(&server.admin()).await;
    assert_eq!(numbers(&server.admin()).await, ["2", "1"]);
    server.kill();

    let server = Server::start(data.path());
    assert_eq!(numbers(&server.admin()).await, ["2", "1"]);
    execute(&server.admin()).await;
    // A stop writes what waits.
    server.stop(Signal::TERM).check(0, &["stopped"]);
    let server = Server::start(data.path());
    assert_eq!(numbers(&server.admin()).await, ["3", "2", "1"]);
    drop(server);

    // Without its file a server begins anew.
    for file in [FILE, "executions.db-wal", "executions.db-shm"] {
        let _ = fs::remove_file(data.path().join(file));
    }
    let server = Server::start(data.path());
    assert_eq!(numbers(&server.admin()).await, Vec::<String>::new());
    execute(&server.admin()).await;
    assert_eq!(numbers(&server.admin()).await, ["1"]);
}

#[tokio::test]
async fn nothing_is_kept_where_nothing_is_to_be() {
    let data = TempDir::new().unwrap();
    let words = ["--listen", "127.0.0.1:0", "--execution-log-entries", "0"];
    let server = Server::start_with(data.path(), &words, &[]);
    prepare(&server.admin()).await;
    execute(&server.admin()).await;
    assert_eq!(numbers(&server.admin()).await, Vec::<String>::new());
}

#[test]
fn a_file_that_is_no_log_is_refused() {
    let data = TempDir::new().unwrap();
    fs::write(data.path().join(FILE), "x".repeat(1000)).unwrap();
    let data_dir = data.path().to_str().unwrap();
    let finished = portcullis(&["--data-dir", data_dir, "--listen", "127.0.0.1:0"], &[]);
    let says = [
        "executions.db is not a SQLite database",
        "move it away, and a new one is made",
    ];
    finished.check(1, &says);
}

#[test]
fn how_much_is_kept_is_checked() {
    for (flag, value, says) in [
        (
            "--execution-log-entries",
            "10000001",
            "is not a whole number from 0 to 10000000",
        ),
        ("--execution-log-age", "59s", "is too short; at least 1m"),
        ("--execution-log-age", "soon", "is not a duration"),
    ] {
        portcullis(&[flag, value], &[]).check(2, &[flag, says]);
    }
}

//! `portcullis secret`, and the keys of a server.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Finished, Server, json as run, portcullis, told};

const VALUE: &str = "hunter2-hunter2";

struct Instance {
    data: TempDir,
    org: String,
}

// === impl Instance ===

impl Instance {
    fn new() -> Self {
        let data = TempDir::new().unwrap();
        drop(Server::start(data.path()));
        let org = run(data.path(), &["org", "list"])[0]["id"].clone();
        Self {
            data,
            org: org.as_str().unwrap().to_owned(),
        }
    }

    fn path(&self) -> &Path {
        self.data.path()
    }

    fn set(&self, name: &str, value: &str) -> Finished {
        self.set_with(name, value, &[])
    }

    fn set_with(&self, name: &str, value: &str, variables: &[(&str, &str)]) -> Finished {
        let data = self.path().to_str().unwrap();
        let words = [
            "secret",
            "set",
            name,
            "--org",
            &self.org,
            "--data-dir",
            data,
        ];
        let finished = told(&words, variables, value);
        assert!(!format!("{finished:?}").contains("hunter2"), "{finished:?}");
        finished
    }

    fn rotate(&self, variables: &[(&str, &str)]) -> Finished {
        let data = self.path().to_str().unwrap();
        portcullis(&["secret", "rotate", "--data-dir", data], variables)
    }

    fn names(&self) -> Vec<String> {
        let listed = run(self.path(), &["secret", "list", "--org", &self.org]);
        let listed = listed.as_array().unwrap().iter();
        let name = |secret: &Value| secret["name"].as_str().unwrap().to_owned();
        listed.map(name).collect()
    }
}

#[test]
fn secrets_are_set_listed_rotated_and_deleted() {
    let instance = Instance::new();
    instance.set("B", &format!("{VALUE}\n")).check(0, &[]);
    instance.set("a", VALUE).check(0, &[]);
    assert_eq!(instance.names(), ["B", "a"]);
    let key_file = instance.path().join("secrets.key");
    let mode = fs::metadata(&key_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(&key_file).unwrap();
    let rotated = run(instance.path(), &["secret", "rotate"]);
    assert_eq!(rotated["resealed"], 2);
    assert_ne!(fs::read(&key_file).unwrap(), before);

    let delete = ["secret", "delete", "a", "--org", &instance.org];
    let deleted = run(instance.path(), &delete);
    assert_eq!(deleted, json!({ "name": "a", "org": instance.org }));
    assert_eq!(instance.names(), ["B"]);
    let data = ["--data-dir", instance.path().to_str().unwrap()];
    portcullis(&[&delete[..], &data].concat(), &[]).check(1, &["no such secret"]);
    assert_eq!(run(instance.path(), &["verify"])["problems"], json!([]));
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut instance = Instance::new();
    instance
        .set("a", "")
        .check(2, &["the value on stdin", "at least 1"]);
    instance.set("a", "\n").check(2, &["the value on stdin"]);
    let long = "x".repeat(8193);
    instance.set("a", &long).check(2, &["at most 8192 bytes"]);
    instance.set("a b", "x").check(2, &["letters, digits"]);
    instance
        .set("a", &format!("{}\r\n", &long[1..]))
        .check(0, &[]);
    instance.org = "7".to_owned();
    instance.set("a", "x").check(1, &["org list"]);
}

#[test]
fn a_lost_key_is_told_at_start_and_at_use() {
    let instance = Instance::new();
    instance.set("a", VALUE).check(0, &[]);
    let key_file = instance.path().join("secrets.key");
    fs::remove_file(&key_file).unwrap();
    instance
        .set("b", VALUE)
        .check(1, &["secrets.key is missing"]);
    instance.rotate(&[]).check(1, &["secrets.key is missing"]);
    let finished = Server::start(instance.path()).stop(Signal::TERM);
    finished.check(
        0,
        &["secrets are sealed with key", "secrets.key is missing"],
    );
    assert!(!key_file.exists());
}

#[test]
fn keys_of_the_environment() {
    let instance = Instance::new();
    let (old, new) = ("A".repeat(43), "E".repeat(43));
    let both = format!("{new},{old}");
    let variable = "PORTCULLIS_SECRETS_KEY";
    let with = |keys| instance.set_with("a", VALUE, &[(variable, keys)]);
    with(&old).check(0, &[]);
    let wrong = with("hunter2");
    wrong.check(
        2,
        &["PORTCULLIS_SECRETS_KEY: the value has as key 1 what is not 32 bytes"],
    );
    instance.rotate(&[(variable, &both)]).check(0, &[]);
    with(&old).check(
        1,
        &["opens none of the secrets that are sealed already; use the key that the server has"],
    );
    with(&new).check(0, &[]);
    instance
        .set("a", VALUE)
        .check(1, &["set PORTCULLIS_SECRETS_KEY if the server has it"]);
    assert!(!instance.path().join("secrets.key").exists());
    // What needs no key does not mind a wrong one.
    let data = instance.path().to_str().unwrap();
    let words = ["org", "list", "--data-dir", data];
    portcullis(&words, &[(variable, "wrong")]).check(0, &[]);
}

//! Help, version, and settings that are refused.

use std::fs;

use tempfile::TempDir;

use crate::process::{Server, portcullis};

#[test]
fn version_and_help() {
    let version = portcullis(&["--version"], &[]);
    version.check(0, &[]);
    assert_eq!(
        version.stdout,
        format!("portcullis {}\n", env!("CARGO_PKG_VERSION"))
    );
    for words in [
        &["--help"][..],
        &["org", "--help"],
        &["help", "token", "create"],
    ] {
        let help = portcullis(words, &[]);
        help.check(0, &[]);
        assert!(
            help.stdout.contains("Usage: portcullis"),
            "{words:?}: {}",
            help.stdout
        );
    }
    let help = portcullis(&["--help"], &[]).stdout;
    for part in [
        "Examples:",
        "PORTCULLIS_ADMIN_TOKEN",
        "PORTCULLIS_LISTEN",
        "Exit codes:",
    ] {
        assert!(help.contains(part), "no {part:?} in {help}");
    }
}

#[test]
fn usage_mistakes() {
    #[track_caller]
    fn check(words: &[&str], parts: &[&str]) {
        portcullis(words, &[]).check(2, parts);
    }
    check(&["nonsense"], &["nonsense"]);
    check(&["--listen"], &["--listen"]);
    check(
        &["user", "add", "a", "--org", "1", "--role", "BOSS"],
        &["BOSS", "IAM_OWNER, "],
    );
    check(
        &["token", "create", "--user", "1", "--expires", "1y"],
        &["1y", "ms, s, m, h, d"],
    );
    check(
        &["--listen", "127.0.0.1:0", "org", "list"],
        &["--listen", "portcullis serve"],
    );
}

#[test]
fn bad_settings_are_reported_together_and_nothing_is_made() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let file = dir.path().join("portcullis.toml");
    fs::write(&file, "drain-timeout = 'soon'\nlissten = '127.0.0.1:0'\n").unwrap();
    let words = [
        "serve",
        "--data-dir",
        data.to_str().unwrap(),
        "--config",
        file.to_str().unwrap(),
        "--listen",
        "127.0.0.1:99999",
    ];
    let variables = [
        ("PORTCULLIS_DATABASE", "postgres://user:password@host/name"),
        ("PORTCULLIS_ADMIN_TOKEN", "hunter2"),
    ];
    let finished = portcullis(&words, &variables);
    finished.check(
        2,
        &[
            "error: --listen: \"127.0.0.1:99999\"",
            "error: PORTCULLIS_DATABASE: \"postgres://…\"",
            "SQLite only",
            "error: PORTCULLIS_ADMIN_TOKEN: ",
            "at least 32",
            "error: drain-timeout in ",
            "\"soon\"",
            "error: lissten in ",
        ],
    );
    assert!(finished.stdout.is_empty());
    for secret in ["hunter2", "password"] {
        assert!(!finished.stderr.contains(secret), "{}", finished.stderr);
    }
    assert!(!data.exists());
}

#[test]
fn unknown_variables_are_warned_about() {
    let data = TempDir::new().unwrap();
    let variables = [("PORTCULLIS_LISTN", "127.0.0.1:1")];
    let server = Server::start_with(data.path(), &["--listen", "127.0.0.1:0"], &variables);
    let finished = server.stop(rustix::process::Signal::TERM);
    finished.check(0, &["WARN", "PORTCULLIS_LISTN is not a setting"]);
}

#[test]
fn organisations_that_there_are_not_are_warned_about() {
    let data = TempDir::new().unwrap();
    let words = ["--listen", "127.0.0.1:0", "--script-allow-list", "42=::1"];
    let server = Server::start_with(data.path(), &words, &[]);
    let finished = server.stop(rustix::process::Signal::TERM);
    finished.check(
        0,
        &["WARN", "--script-allow-list: there is no organisation 42"],
    );
}

#[test]
fn settings_come_from_a_file_and_logs_can_be_json() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let file = dir.path().join("portcullis.toml");
    fs::write(
        &file,
        "listen = '127.0.0.1:0'\nlog-format = 'json'\nworker-threads = 1\n",
    )
    .unwrap();
    let server = Server::start_with(&data, &["--config", file.to_str().unwrap()], &[]);
    let finished = server.stop(rustix::process::Signal::TERM);
    finished.check(0, &[]);
    for line in finished.stderr.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            object["level"].is_string() && object["message"].is_string(),
            "{line}"
        );
    }
}

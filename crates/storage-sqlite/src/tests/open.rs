//! Files that cannot be opened say why; files that can keep what they hold.

use std::{fs, path::Path};

use portcullis_core::{id::OrgId, ports::Repository};
use rusqlite::Connection;

use super::{action, audit_is_clean, directory, open, org};

#[track_caller]
fn check(path: &Path, says: &str) {
    let error = open(path).unwrap_err().to_string();
    assert_eq!(error.replace(&path.display().to_string(), "FILE"), says);
}

/// Makes the file and waits until nothing of the store has it open any more.
async fn made(path: &Path) {
    let store = open(path).unwrap();
    store.close().await.unwrap();
}

#[test]
fn a_missing_directory() {
    let directory = directory();
    let missing = directory.path().join("none");
    let error = open(&missing.join("test.db")).unwrap_err().to_string();
    let says = format!("the directory {} does not exist", missing.display());
    assert_eq!(error, says);
    check(
        directory.path(),
        "FILE cannot be opened: unable to open database file: FILE",
    );
}

#[test]
fn something_else() {
    let directory = directory();
    let path = directory.path().join("test.db");
    for length in [1, 100, 511, 512, 100_000] {
        let content = "x".repeat(length);
        fs::write(&path, &content).unwrap();
        check(&path, "FILE is not a SQLite database");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn the_database_of_another_program() {
    let directory = directory();
    for statement in [
        "CREATE TABLE notes (text)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 7",
    ] {
        let path = directory.path().join(format!("{}.db", statement.len()));
        raw(&path, statement);
        let before = fs::read(&path).unwrap();
        check(&path, "FILE is a SQLite database of another program");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_newer_version() {
    let directory = directory();
    let path = directory.path().join("test.db");
    made(&path).await;
    raw(&path, "PRAGMA user_version = 9");
    check(
        &path,
        "FILE was written by a newer version of Portcullis \
         (schema 9, this version knows up to 1); use that version",
    );
}

#[test]
fn a_locked_file() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    check(&path, "FILE is locked by another process");
    other.execute_batch("ROLLBACK").unwrap();
    open(&path).unwrap();
}

#[tokio::test]
async fn a_read_only_file() {
    let directory = directory();
    let path = directory.path().join("test.db");
    made(&path).await;
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    // A privileged user writes whatever the permissions say.
    if fs::OpenOptions::new().write(true).open(&path).is_err() {
        check(
            &path,
            "FILE is read-only; it and its directory must be writable",
        );
    }
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let directory = directory();
    let path = directory.path().join("a?b#c%20 é.db");
    let store = open(&path).unwrap();
    let org = org(&store).await;
    let first = action(&store, &org, "a").await;
    store.close().await.unwrap();
    drop(store);
    assert!(path.exists());

    let store = open(&path).unwrap();
    assert!(store.action(&org, &first).await.unwrap().is_some());
    assert_eq!(store.org(&OrgId::new("7")).await.unwrap(), None);
    // The clock of the tests starts anew, so only the file knows the last id.
    let second = action(&store, &org, "b").await;
    assert!(second > first);
    audit_is_clean(&store).await;
}

fn raw(path: &Path, statement: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(statement).unwrap();
}

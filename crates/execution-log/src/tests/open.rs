//! Files that cannot be opened say why; files that can keep what they hold.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use portcullis_core::ports::ExecutionLog;
use rusqlite::Connection;

use crate::Options;

use super::{FILE, all, directory, execution, failed, line, note, numbers, open, open_file, org};

#[track_caller]
fn check(path: &Path, says: &str) {
    let error = open_file(path, Options::default()).unwrap_err().to_string();
    assert_eq!(error.replace(&path.display().to_string(), "FILE"), says);
}

fn raw(path: &Path, statement: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(statement).unwrap();
}

#[test]
fn a_missing_directory() {
    let directory = directory();
    let missing = directory.path().join("none");
    let error = open_file(&missing.join(FILE), Options::default()).unwrap_err();
    let says = format!("the directory {} does not exist", missing.display());
    assert_eq!(error.to_string(), says);
    check(
        directory.path(),
        "FILE cannot be opened: unable to open database file: FILE",
    );
}

#[test]
fn something_else() {
    let directory = directory();
    let path = directory.path().join(FILE);
    for length in [1, 511, 512, 100_000] {
        let content = "x".repeat(length);
        fs::write(&path, &content).unwrap();
        check(
            &path,
            "FILE is not a SQLite database; it holds nothing but the log of executions: \
             move it away, and a new one is made",
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn another_database() {
    let directory = directory();
    // The last one is the store of this program.
    for (place, statement) in [
        "CREATE TABLE notes (text)",
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 0x50434c53",
    ]
    .into_iter()
    .enumerate()
    {
        let path = directory.path().join(format!("{place}.db"));
        raw(&path, statement);
        let before = fs::read(&path).unwrap();
        check(
            &path,
            "FILE is a SQLite database, but not a log of executions",
        );
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_newer_file() {
    let directory = directory();
    open(&directory).close().await;
    let path = directory.path().join(FILE);
    raw(&path, "PRAGMA user_version = 2");
    check(
        &path,
        "FILE was written by a newer version of Portcullis (schema 2, this version knows up to 1); \
         use that version, or else: it holds nothing but the log of executions: move it away, and a \
         new one is made",
    );
}

#[tokio::test]
async fn a_damaged_file() {
    let directory = directory();
    let path = directory.path().join(FILE);
    open(&directory).close().await;
    // All but the first page is lost.
    let page = fs::read(&path).unwrap().into_iter().take(4096);
    fs::write(&path, page.chain([0x55; 64 << 10]).collect::<Vec<_>>()).unwrap();
    check(
        &path,
        "FILE is damaged: database disk image is malformed; it holds nothing but the log of \
         executions: move it away, and a new one is made",
    );
}

#[tokio::test]
async fn another_process_that_holds_the_file() {
    let directory = directory();
    let path = directory.path().join(FILE);
    open(&directory).close().await;
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        .unwrap();
    check(&path, "FILE is locked by another process");
}

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let directory = directory();
    let log = open(&directory);
    note(&log, &org("1"), [execution("a", 1)]);
    assert_eq!(numbers(&log, &org("1")).await, [1]);
    let mut files = 0;
    for file in directory.path().read_dir().unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        files += 1;
    }
    assert_eq!(files, 3, "with the write-ahead log and its index");
    log.close().await;
    drop(log);
    assert_eq!(directory.path().read_dir().unwrap().count(), 1);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let directory = directory();
    let org = org("1");
    let mut second = execution("b", 2);
    second.outcome = failed("no");
    second.logs = vec![line("x\0y"), line("")];
    let noted = vec![execution("a", 1), second];
    let log = open(&directory);
    note(&log, &org, noted.clone());
    log.close().await;
    // What comes too late is dropped, which is said.
    note(&log, &org, [execution("c", 3)]);
    assert_eq!(super::dropped(&log, &org).await, 1);
    drop(log);

    let log = open(&directory);
    let entries = all(&log, &org).await;
    let found = entries.into_iter().rev().map(|entry| entry.execution);
    assert_eq!(found.collect::<Vec<_>>(), noted);
    note(&log, &org, [execution("d", 4)]);
    assert_eq!(numbers(&log, &org).await, [3, 2, 1]);
    assert_eq!(super::dropped(&log, &org).await, 0);
}

/// What a killed process leaves is what lies on disk while it runs.
#[tokio::test]
async fn a_killed_process_leaves_what_it_wrote() {
    let (running, killed) = (directory(), directory());
    let org = org("1");
    let log = open(&running);
    note(&log, &org, [execution("a", 1), execution("b", 2)]);
    assert_eq!(numbers(&log, &org).await, [2, 1]);
    for file in [FILE, "executions.db-wal"] {
        fs::copy(running.path().join(file), killed.path().join(file)).unwrap();
    }
    let after = open(&killed);
    assert_eq!(numbers(&after, &org).await, [2, 1]);
    note(&after, &org, [execution("c", 3)]);
    assert_eq!(numbers(&after, &org).await, [3, 2, 1]);
}

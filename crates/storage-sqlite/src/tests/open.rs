//! Files that cannot be opened say why; files that can keep what they hold.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use portcullis_core::{Error, id::OrgId, ports::Repository};
use rusqlite::Connection;

use crate::{Options, SqliteRepository};

use super::{action, audit_is_clean, create, directory, execute, open, open_existing, org};

#[track_caller]
fn check(path: &Path, says: &str) {
    let error = open(path).unwrap_err().to_string();
    assert_eq!(error.replace(&path.display().to_string(), "FILE"), says);
}

/// What is neither made nor migrated says what to do.
#[track_caller]
fn check_beside_a_server(path: &Path, says: &str) {
    let before = fs::read(path).ok();
    for opened in [
        open_existing(path),
        SqliteRepository::open_read_only(path, Options::default()),
    ] {
        let error = opened.unwrap_err().to_string();
        assert_eq!(error.replace(&path.display().to_string(), "FILE"), says);
    }
    assert!(fs::read(path).ok() == before, "the file was changed");
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
        check(
            &path,
            "FILE is a SQLite database, but not the database of Portcullis",
        );
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
         (schema 9, this version knows up to 3); use that version",
    );
}

#[tokio::test]
async fn an_older_version_is_brought_up_to_date() {
    let directory = directory();
    let path = directory.path().join("test.db");
    raw(&path, include_str!("../../migrations/0001_initial.sql"));
    raw(&path, "PRAGMA application_id = 0x50434c53");
    raw(&path, "PRAGMA user_version = 1");
    let store = open(&path).unwrap();
    let org = org(&store).await;
    assert_eq!(store.suspensions(&org).await.unwrap(), []);
    audit_is_clean(&store).await;
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

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let store = open(&path).unwrap();
    org(&store).await;
    for ending in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        let mode = fs::metadata(PathBuf::from(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{ending}");
    }
}

#[tokio::test]
async fn only_the_server_makes_and_migrates() {
    let directory = directory();
    let path = directory.path().join("test.db");
    check_beside_a_server(
        &path,
        "FILE cannot be opened: unable to open database file: FILE",
    );
    fs::write(&path, "").unwrap();
    check_beside_a_server(&path, "FILE is empty; start the server once");
    made(&path).await;
    raw(&path, "PRAGMA user_version = 0");
    check_beside_a_server(
        &path,
        "FILE was written by an older version of Portcullis \
         (schema 0, this version needs 3); start the server once with this version",
    );
}

#[tokio::test]
async fn reading_only() {
    let directory = directory();
    let path = directory.path().join("a?b#c%20 é.db");
    let store = open(&path).unwrap();
    let org = org(&store).await;
    let read = || SqliteRepository::open_read_only(&path, Options::default()).unwrap();

    let beside = read();
    let id = action(&store, &org, "a").await;
    assert!(beside.action(&org, &id).await.unwrap().is_some());
    beside.ready().await.unwrap();
    match execute(&beside, create(&org, "b")).await {
        Err(Error::Unavailable(why)) => assert_eq!(why, "the database was opened for reading only"),
        other => panic!("{other:?}"),
    }
    drop(beside);

    // The whole of it lies in the main file once it was closed.
    store.close().await.unwrap();
    drop(store);
    let copy = directory.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    for path in [path, copy] {
        let before = fs::read(&path).unwrap();
        let store = SqliteRepository::open_read_only(&path, Options::default()).unwrap();
        assert!(store.action(&org, &id).await.unwrap().is_some());
        audit_is_clean(&store).await;
        assert!(fs::read(&path).unwrap() == before, "the file was changed");
    }
}

#[tokio::test]
async fn reading_where_nothing_can_be_written() {
    let directory = directory();
    let inner = directory.path().join("a?b#c%20 é");
    fs::create_dir(&inner).unwrap();
    let path = inner.join("test.db");
    made(&directory.path().join("test.db")).await;
    fs::copy(directory.path().join("test.db"), &path).unwrap();
    let set_mode = |mode| fs::set_permissions(&inner, fs::Permissions::from_mode(mode)).unwrap();
    set_mode(0o500);
    // A privileged user writes whatever the permissions say.
    let opened = SqliteRepository::open_read_only(&path, Options::default());
    audit_is_clean(&opened.unwrap()).await;
    set_mode(0o700);
}

fn raw(path: &Path, statement: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(statement).unwrap();
}

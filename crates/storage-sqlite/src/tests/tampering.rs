//! Whoever changes the file by hand is found out.

use portcullis_core::ports::Repository;
use rusqlite::Connection;

use super::{action, audit_is_clean, directory, execute, open, org};

/// Runs `statement` on a store with an action that was added and deactivated; `ACTION` stands for
/// its id. The problems found are those given, in which names stand for ids.
async fn check(statement: &str, problems: &[&str]) {
    let directory = directory();
    let path = directory.path().join("test.db");
    let store = open(&path).unwrap();
    let org = org(&store).await;
    let id = action(&store, &org, "a").await;
    let last = action(&store, &org, "b").await;
    let command = portcullis_core::Command::DeactivateAction {
        org: org.clone(),
        id: id.clone(),
    };
    execute(&store, command).await.unwrap();
    audit_is_clean(&store).await;

    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted",
    )
    .unwrap();
    raw.execute_batch(&statement.replace("ACTION", id.as_str()))
        .unwrap();
    let audit = store.audit().await.unwrap();
    let named = |problem: &String| {
        problem
            .replace(id.as_str(), "ACTION")
            .replace(org.as_str(), "ORG")
            .replace(last.as_str(), "LAST")
    };
    let found: Vec<_> = audit.problems.iter().map(named).collect();
    assert_eq!(found, problems, "{statement}");
}

const FIRST_BROKEN: &str =
    "action ACTION, sequence 1: does not match its hash; it or an event before it was changed";
const SECOND_BROKEN: &str =
    "action ACTION, sequence 2: does not match its hash; it or an event before it was changed";
const DIFFERS: &str = "action \"ACTION\" differs from its events";

#[tokio::test]
async fn changed_events() {
    let first = "WHERE aggregate_id = 'ACTION' AND sequence = 1";
    for (column, problems) in [
        ("creator = 'x'", &[FIRST_BROKEN][..]),
        ("created_at = created_at + 1", &[FIRST_BROKEN, DIFFERS]),
        (
            r#"payload = '{"name":"a","allowedToFail":true}'"#,
            &[FIRST_BROKEN, DIFFERS],
        ),
        ("hash = zeroblob(32)", &[FIRST_BROKEN, SECOND_BROKEN]),
    ] {
        check(&format!("UPDATE events SET {column} {first}"), problems).await;
    }
}

#[tokio::test]
async fn unreadable_events() {
    check(
        "UPDATE events SET type = 'action.exploded'
         WHERE aggregate_id = 'ACTION' AND sequence = 2",
        &[
            SECOND_BROKEN,
            "action ACTION, sequence 2: unknown event type \"action.exploded\"",
            DIFFERS,
        ],
    )
    .await;
}

#[tokio::test]
async fn deleted_events() {
    check(
        "DELETE FROM events WHERE aggregate_id = 'ACTION' AND sequence = 2",
        &[
            "action ACTION: the events end at sequence 1, the stored head is at sequence 2",
            DIFFERS,
        ],
    )
    .await;
    check(
        "UPDATE events SET position = 100 WHERE aggregate_id = 'ACTION' AND sequence = 2",
        &["history: position 100 follows position 6", SECOND_BROKEN],
    )
    .await;
    check(
        "DELETE FROM events WHERE aggregate_id = 'ACTION';
         DELETE FROM aggregates WHERE id = 'ACTION';
         DELETE FROM actions WHERE id = 'ACTION'",
        &["history: position 6 follows position 4"],
    )
    .await;
}

#[tokio::test]
async fn changed_tables() {
    check(
        "UPDATE actions SET script = 'evil()' WHERE id = 'ACTION'",
        &[DIFFERS],
    )
    .await;
    check(
        "UPDATE aggregates SET hash = zeroblob(32) WHERE id = 'ACTION'",
        &["action ACTION, sequence 2: the stored head has another hash than the event"],
    )
    .await;
    check(
        "INSERT INTO members VALUES ('7', '', 'IAM_OWNER')",
        &["membership (\"7\", Instance) is in the tables without an event"],
    )
    .await;
    check(
        "INSERT INTO trigger_actions VALUES ('7', 3, 4, 0, 'ACTION', TRUE)",
        &["flow (\"7\", InternalAuthentication) is in the tables without an event"],
    )
    .await;
}

#[tokio::test]
async fn changed_keys_and_places() {
    check(
        "UPDATE actions SET name_key = 'x' WHERE id = 'ACTION'",
        &[
            "action name (\"ORG\", \"a\") is missing from the tables",
            "action name (\"ORG\", \"x\") is in the tables without an event",
        ],
    )
    .await;
    check(
        "UPDATE actions SET position = 100 WHERE id = 'ACTION'",
        &["action \"ACTION\" stands at position 100, its first event at 5"],
    )
    .await;
    check(
        "UPDATE orgs SET name_key = 'x', position = 100",
        &[
            "organisation \"ORG\" stands at position 100, its first event at 1",
            "organisation \"ORG\" is not found by its name",
        ],
    )
    .await;
    check(
        "UPDATE meta SET last_id = 5",
        &["the last id is said to be 5, the events have LAST"],
    )
    .await;
}

#[tokio::test]
async fn the_file_itself_refuses_changes() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let store = open(&path).unwrap();
    org(&store).await;
    let raw = Connection::open(&path).unwrap();
    for (statement, says) in [
        (
            "UPDATE events SET creator = 'x'",
            "events are never changed",
        ),
        ("DELETE FROM events", "events are never deleted"),
    ] {
        let error = raw.execute(statement, ()).unwrap_err().to_string();
        assert_eq!(error, says);
    }
    audit_is_clean(&store).await;
}

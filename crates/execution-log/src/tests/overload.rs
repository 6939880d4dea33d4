//! What is noted when the queue, the disk or another process stands in the way.

use std::{path::Path, time::Duration};

use portcullis_core::{execution::ExecutionFilter, ports::ExecutionLog};
use rusqlite::Connection;

use crate::{Options, SqliteExecutionLog};

use super::{FILE, directory, dropped, execution, failed, note, numbers, open, open_file, org};

/// A log whose queue waits as long as nobody reads.
fn lingering(path: &Path, options: Options) -> SqliteExecutionLog {
    let options = Options {
        linger: Duration::from_secs(3600),
        ..options
    };
    open_file(path, options).unwrap()
}

#[tokio::test]
async fn a_full_queue_drops_and_counts() {
    let directory = directory();
    let options = Options {
        queue_entries: 3,
        ..Options::default()
    };
    let log = lingering(&directory.path().join(FILE), options);
    let mut watch = log.watch(&org("1"), ExecutionFilter::default()).unwrap();
    note(&log, &org("1"), (0..5).map(|n| execution("a", n)));
    note(&log, &org("2"), [execution("a", 1)]);
    assert_eq!(numbers(&log, &org("1")).await, [3, 2, 1]);
    assert_eq!(dropped(&log, &org("1")).await, 2);
    assert_eq!(dropped(&log, &org("2")).await, 1);
    assert_eq!(dropped(&log, &org("3")).await, 0);

    note(&log, &org("1"), [execution("a", 1)]);
    assert_eq!(numbers(&log, &org("1")).await, [4, 3, 2, 1]);
    // Dropped before the first was written, and so told with it.
    let first = watch.next().await.unwrap();
    assert_eq!((first.entry.number, first.missed), (1, 2));
}

#[tokio::test]
async fn a_queue_is_bounded_in_bytes() {
    let directory = directory();
    let options = Options {
        queue_bytes: 3000,
        ..Options::default()
    };
    let log = lingering(&directory.path().join(FILE), options);
    let mut long = execution("a", 1);
    long.outcome = failed(&"x".repeat(1000));
    note(&log, &org("1"), [long.clone(), long.clone(), long.clone()]);
    assert_eq!(numbers(&log, &org("1")).await, [2, 1]);
    note(&log, &org("1"), [long]);
    assert_eq!(numbers(&log, &org("1")).await, [3, 2, 1]);
    assert_eq!(dropped(&log, &org("1")).await, 1);
}

#[tokio::test]
async fn a_full_batch_waits_for_nothing() {
    let directory = directory();
    let options = Options {
        batch: 2,
        ..Options::default()
    };
    let log = lingering(&directory.path().join(FILE), options);
    let mut watch = log.watch(&org("1"), ExecutionFilter::default()).unwrap();
    note(&log, &org("1"), [execution("a", 1)]);
    note(&log, &org("1"), [execution("a", 2)]);
    assert_eq!(watch.next().await.unwrap().entry.number, 1);
    // Nor does the end.
    note(&log, &org("1"), [execution("a", 3)]);
    log.close().await;
    assert_eq!(numbers(&log, &org("1")).await, [3, 2, 1]);
}

#[tokio::test]
async fn a_lock_of_another_process_drops_and_counts() {
    let directory = directory();
    let log = open(&directory);
    let mut watch = log.watch(&org("1"), ExecutionFilter::default()).unwrap();
    note(&log, &org("1"), [execution("a", 1)]);
    assert_eq!(numbers(&log, &org("1")).await, [1]);
    let other = Connection::open(directory.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    note(&log, &org("1"), [execution("a", 2), execution("a", 3)]);
    assert_eq!(numbers(&log, &org("1")).await, [1]);
    assert_eq!(dropped(&log, &org("1")).await, 2);
    other.execute_batch("ROLLBACK").unwrap();
    note(&log, &org("1"), [execution("a", 4)]);
    assert_eq!(numbers(&log, &org("1")).await, [2, 1]);
    watch.next().await.unwrap();
    let second = watch.next().await.unwrap();
    assert_eq!((second.entry.number, second.missed), (2, 2));
}

#[tokio::test]
async fn a_file_that_cannot_grow_drops_and_counts() {
    let directory = directory();
    let path = directory.path().join(FILE);
    let log = open(&directory);
    // Stands for a full disk: the insert fails, nothing else does.
    let forbid = "CREATE TRIGGER full BEFORE INSERT ON executions WHEN new.action_id = 'b'
                  BEGIN SELECT raise(ABORT, 'full'); END";
    Connection::open(&path)
        .unwrap()
        .execute_batch(forbid)
        .unwrap();
    note(&log, &org("1"), [execution("a", 1), execution("b", 2)]);
    assert!(numbers(&log, &org("1")).await.is_empty());
    assert_eq!(dropped(&log, &org("1")).await, 2);
    note(&log, &org("1"), [execution("a", 3)]);
    assert_eq!(numbers(&log, &org("1")).await, [1]);
}

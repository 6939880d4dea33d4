//! How much is kept, and how long.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use portcullis_core::{id::OrgId, ports::ExecutionLog};
use tempfile::TempDir;

use crate::{Keep, Options, SqliteExecutionLog};

use super::{FILE, TestClock, directory, execution, note, numbers, open_file, org};

const SECOND: i64 = 1_000_000;

/// Keeps so many entries, and takes out at most three at a time.
fn keeping(entries: u64) -> Options {
    Options {
        keep: Keep {
            entries,
            ..Keep::default()
        },
        prune: 3,
        ..Options::default()
    }
}

fn open(directory: &TempDir, entries: u64) -> SqliteExecutionLog {
    open_file(&directory.path().join(FILE), keeping(entries)).unwrap()
}

fn note_some(log: &SqliteExecutionLog, org: &OrgId, count: i64) {
    note(log, org, (0..count).map(|n| execution("a", n)));
}

/// What is left once the thread has nothing to do any more: it takes out what is too much before it
/// ends, or at the next start.
async fn settled(log: &SqliteExecutionLog, org: &OrgId, count: usize) -> Vec<u64> {
    loop {
        let left = numbers(log, org).await;
        if left.len() <= count {
            return left;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_newest_are_kept() {
    let directory = directory();
    let log = open(&directory, 10);
    note_some(&log, &org("1"), 25);
    assert_eq!(
        settled(&log, &org("1"), 10).await,
        (16..=25).rev().collect::<Vec<_>>()
    );
    note_some(&log, &org("1"), 1);
    assert_eq!(
        settled(&log, &org("1"), 10).await,
        (17..=26).rev().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_busy_organisation_costs_no_other_its_entries() {
    let directory = directory();
    let log = open(&directory, 10);
    note_some(&log, &org("quiet"), 4);
    note_some(&log, &org("busy"), 50);
    assert_eq!(
        settled(&log, &org("busy"), 6).await,
        (49..=54).rev().collect::<Vec<_>>()
    );
    assert_eq!(numbers(&log, &org("quiet")).await, [4, 3, 2, 1]);
}

#[tokio::test]
async fn a_smaller_limit_holds_after_a_restart() {
    let directory = directory();
    let log = open(&directory, 100);
    note_some(&log, &org("1"), 50);
    log.close().await;
    drop(log);
    let log = open(&directory, 10);
    assert_eq!(
        settled(&log, &org("1"), 10).await,
        (41..=50).rev().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn numbers_grow_when_nothing_is_left() {
    let directory = directory();
    let log = open(&directory, 100);
    note_some(&log, &org("1"), 5);
    log.close().await;
    drop(log);
    let log = open(&directory, 0);
    assert!(settled(&log, &org("1"), 0).await.is_empty());
    let mut watch = log.watch(&org("1"), Default::default()).unwrap();
    note_some(&log, &org("1"), 5);
    assert_eq!(watch.next().await.unwrap().entry.number, 6);
    assert!(numbers(&log, &org("1")).await.is_empty());
    log.close().await;
    drop(log);
    let log = open(&directory, 100);
    note_some(&log, &org("1"), 1);
    assert_eq!(numbers(&log, &org("1")).await, [11]);
}

#[tokio::test]
async fn what_nobody_would_see_is_not_even_made() {
    let directory = directory();
    let log = open(&directory, 0);
    let _watch = log.watch(&org("2"), Default::default()).unwrap();
    let mut made = 0;
    for name in ["1", "2"] {
        let executions = (0..3).map(|n| execution("a", n));
        note(&log, &org(name), executions.inspect(|_| made += 1));
    }
    assert_eq!(made, 3);
}

#[tokio::test]
async fn old_entries_go() {
    let directory = directory();
    let clock = Arc::new(TestClock::default());
    let options = Options {
        keep: Keep {
            age: Duration::from_secs(100),
            ..Keep::default()
        },
        prune: 3,
        prune_interval: Duration::from_millis(1),
        ..Options::default()
    };
    let path = directory.path().join(FILE);
    let log = SqliteExecutionLog::open(&path, clock.clone(), &options).unwrap();
    for name in ["1", "2"] {
        let seconds = (0..10).chain([200]);
        let executions = seconds.map(|second| execution("a", second * SECOND));
        note(&log, &org(name), executions);
    }
    assert_eq!(numbers(&log, &org("1")).await.len(), 11);
    // Also without anything new to write.
    clock.0.store(104 * SECOND, Ordering::SeqCst);
    assert_eq!(settled(&log, &org("1"), 7).await, [11, 10, 9, 8, 7, 6, 5]);
    assert_eq!(
        settled(&log, &org("2"), 7).await,
        [22, 21, 20, 19, 18, 17, 16]
    );
    clock.0.store(200 * SECOND, Ordering::SeqCst);
    assert_eq!(settled(&log, &org("1"), 1).await, [11]);
}

//! Watching what is added.

use portcullis_core::{
    Error,
    execution::{ExecutionFilter, OutcomeKind},
    id::ActionId,
    ports::{ExecutionLog, ExecutionWatch},
};

use crate::Options;

use super::{FILE, directory, execution, failed, note, numbers, open, open_file, org};

/// The next entry: its number, and how many were missed.
async fn next(watch: &mut dyn ExecutionWatch) -> Option<(u64, u64)> {
    let watched = watch.next().await?;
    Some((watched.entry.number, watched.missed))
}

#[tokio::test]
async fn everybody_sees_what_they_asked_for() {
    let directory = directory();
    let log = open(&directory);
    let (one, two) = (org("1"), org("2"));
    note(&log, &one, [execution("before", 1)]);
    assert_eq!(numbers(&log, &one).await, [1]);
    let filter = |action: Option<&str>, outcome| ExecutionFilter {
        action: action.map(ActionId::new),
        outcome,
    };
    let mut everything = log.watch(&one, filter(None, None)).unwrap();
    let mut of_b = log.watch(&one, filter(Some("b"), None)).unwrap();
    let failures = filter(None, Some(OutcomeKind::Failed));
    let mut failures = log.watch(&one, failures).unwrap();
    let mut of_other = log.watch(&two, filter(None, None)).unwrap();

    let mut failing = execution("b", 3);
    failing.outcome = failed("no");
    note(&log, &one, [execution("a", 2), failing.clone()]);
    note(&log, &two, [execution("b", 4)]);
    note(&log, &one, [execution("b", 5)]);

    let seen = everything.next().await.unwrap();
    assert_eq!(seen.entry.execution, execution("a", 2));
    assert_eq!(next(&mut *everything).await, Some((3, 0)));
    assert_eq!(next(&mut *everything).await, Some((5, 0)));
    assert_eq!(next(&mut *of_b).await, Some((3, 0)));
    assert_eq!(next(&mut *of_b).await, Some((5, 0)));
    assert_eq!(failures.next().await.unwrap().entry.execution, failing);
    assert_eq!(next(&mut *of_other).await, Some((4, 0)));

    log.close().await;
    for mut watch in [everything, of_b, failures, of_other] {
        assert_eq!(next(&mut *watch).await, None);
        assert_eq!(next(&mut *watch).await, None);
    }
}

#[tokio::test]
async fn who_is_slow_misses_some() {
    let directory = directory();
    let options = Options {
        watch_entries: 2,
        ..Options::default()
    };
    let log = open_file(&directory.path().join(FILE), options).unwrap();
    let org = org("1");
    let mut watch = log.watch(&org, ExecutionFilter::default()).unwrap();
    note(&log, &org, (0..5).map(|n| execution("a", n)));
    assert_eq!(numbers(&log, &org).await, [5, 4, 3, 2, 1]);
    assert_eq!(next(&mut *watch).await, Some((1, 0)));
    assert_eq!(next(&mut *watch).await, Some((2, 0)));
    note(&log, &org, [execution("a", 6), execution("a", 7)]);
    assert_eq!(next(&mut *watch).await, Some((6, 3)));
    assert_eq!(next(&mut *watch).await, Some((7, 0)));
}

#[tokio::test]
async fn what_waits_is_bounded_in_bytes() {
    let directory = directory();
    let options = Options {
        watch_bytes: 3000,
        ..Options::default()
    };
    let log = open_file(&directory.path().join(FILE), options).unwrap();
    let org = org("1");
    let mut watch = log.watch(&org, ExecutionFilter::default()).unwrap();
    let mut long = execution("a", 1);
    long.outcome = failed(&"x".repeat(1000));
    note(&log, &org, [long.clone(), long.clone(), long]);
    log.close().await;
    assert_eq!(next(&mut *watch).await, Some((1, 0)));
    assert_eq!(next(&mut *watch).await, Some((2, 0)));
    assert_eq!(next(&mut *watch).await, None);
}

#[tokio::test]
async fn not_everybody_may_watch() {
    let directory = directory();
    let options = Options {
        watches: 3,
        watches_per_org: 2,
        ..Options::default()
    };
    let log = open_file(&directory.path().join(FILE), options).unwrap();
    let watch = |name| log.watch(&org(name), ExecutionFilter::default());
    let refused = |name, says| match watch(name) {
        Err(Error::Unavailable(why)) => assert_eq!(why, says),
        other => panic!("{other:?}"),
    };
    let full = "too many watch the log of executions";
    let first = watch("1").unwrap();
    let _second = watch("1").unwrap();
    refused("1", full);
    let _third = watch("2").unwrap();
    refused("3", full);
    drop(first);
    let mut last = watch("1").unwrap();
    log.end_watches();
    assert_eq!(next(&mut *last).await, None);
    refused("1", "the log of executions is closed");
}

//! What writers are told when the disk, another process or the queue stands in the way.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
    mpsc,
};

use portcullis_core::{Clock, Error, Outcome, Result, Timestamp, id::OrgId, ports::Repository};
use portcullis_storage::testsuite::TestClock;
use rusqlite::Connection;
use tokio::{sync::oneshot, task::JoinHandle};

use crate::{Options, SqliteRepository};

use super::{action, audit_is_clean, create, directory, execute, open, org};

/// A clock with a defect: panics so many times.
#[derive(Debug, Default)]
struct PanickingClock(AtomicU32);

impl Clock for PanickingClock {
    fn now(&self) -> Timestamp {
        let left = self.0.load(Ordering::SeqCst);
        if left > 0 {
            self.0.store(left - 1, Ordering::SeqCst);
            std::panic::resume_unwind(Box::new("a defect"));
        }
        TestClock::new().now()
    }
}

#[track_caller]
fn unavailable<T: std::fmt::Debug>(result: Result<T>, says: &str) {
    match result {
        Err(Error::Unavailable(why)) => assert_eq!(why, says),
        other => panic!("{other:?}"),
    }
}

/// Does something on the writer's thread, between two batches.
fn on_writer(store: &SqliteRepository, action: impl FnOnce(&Connection) + Send + 'static) {
    store.parts.writer.as_ref().unwrap().run(action);
}

/// Keeps the writer from working until the sender is used or dropped.
async fn pause(store: &SqliteRepository) -> mpsc::Sender<()> {
    let (resume, resumed) = mpsc::channel();
    let (start, started) = oneshot::channel();
    on_writer(store, move |_| {
        let _ = start.send(());
        let _ = resumed.recv();
    });
    started.await.unwrap();
    resume
}

/// Lets the file have so many pages at most; 0 for no limit.
fn limit_pages(store: &SqliteRepository, pages: u32) {
    on_writer(store, move |connection| {
        let pages = if pages == 0 { u32::MAX - 1 } else { pages };
        connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))
            .unwrap();
    });
}

/// Commands that end up in one transaction.
async fn together(store: &SqliteRepository, org: &OrgId, names: &[String]) -> Vec<Result<Outcome>> {
    let resume = pause(store).await;
    let spawn = |name: &String| -> JoinHandle<_> {
        let (store, command) = (store.clone(), create(org, name));
        tokio::spawn(async move { execute(&store, command).await })
    };
    let tasks: Vec<_> = names.iter().map(spawn).collect();
    // On this one thread the tasks queue their commands before this one goes on.
    tokio::task::yield_now().await;
    drop(resume);
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test]
async fn a_full_disk_fails_only_what_does_not_fit() {
    let directory = directory();
    let store = open(&directory.path().join("test.db")).unwrap();
    let org = org(&store).await;
    let mut written = 0;
    limit_pages(&store, 60);
    for round in 0..10 {
        let names: Vec<_> = (0..20).map(|n| format!("a{round} {n}")).collect();
        for result in together(&store, &org, &names).await {
            match result {
                Ok(_) => written += 1,
                Err(Error::Unavailable(why)) => assert_eq!(why, "the disk is full"),
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert!((20..200).contains(&written), "{written}");
    let refused = execute(&store, create(&org, "one more")).await;
    unavailable(refused, "the disk is full");
    let page = store.actions(&org, &Default::default()).await.unwrap();
    assert_eq!(page.total, written);
    audit_is_clean(&store).await;

    limit_pages(&store, 0);
    action(&store, &org, "one more").await;
    audit_is_clean(&store).await;
}

#[tokio::test]
async fn a_panic_fails_only_what_panics() {
    let directory = directory();
    let clock = Arc::new(PanickingClock::default());
    let path = directory.path().join("test.db");
    let store = SqliteRepository::open(&path, clock.clone(), Options::default()).unwrap();
    let org = org(&store).await;
    // The first panic loses the transaction of both, the second one the first command alone.
    clock.0.store(2, Ordering::SeqCst);
    let names = ["a".to_owned(), "b".to_owned()];
    let results = together(&store, &org, &names).await;
    match &results[0] {
        Err(Error::Storage(cause)) => assert_eq!(cause.to_string(), "a write panicked: a defect"),
        other => panic!("{other:?}"),
    }
    assert!(results[1].is_ok());
    store.ready().await.unwrap();
    action(&store, &org, "a").await;
    audit_is_clean(&store).await;
}

#[tokio::test]
async fn a_writer_that_is_gone_is_noticed() {
    let panics: fn(&Connection) = |_| std::panic::resume_unwind(Box::new("a defect"));
    let sticks: fn(&Connection) = |connection| connection.execute_batch("BEGIN").unwrap();
    for end in [panics, sticks] {
        let directory = directory();
        let store = open(&directory.path().join("test.db")).unwrap();
        let org = org(&store).await;
        store.ready().await.unwrap();
        on_writer(&store, end);
        let lost = execute(&store, create(&org, "a")).await;
        assert!(lost.is_err(), "{lost:?}");
        unavailable(
            execute(&store, create(&org, "a")).await,
            "the store has stopped writing",
        );
        unavailable(store.ready().await, "the store has stopped writing");
        assert!(store.org(&org).await.unwrap().is_some());
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_leaves_its_neighbours_alone() {
    let directory = directory();
    let store = open(&directory.path().join("test.db")).unwrap();
    let org = org(&store).await;
    let names: Vec<_> = (0..60).map(|n| format!("a{}", n % 20)).collect();
    let results = together(&store, &org, &names).await;
    for (place, result) in results.into_iter().enumerate() {
        match result {
            Ok(_) => assert!(place < 20),
            Err(error) => assert!(place >= 20 && matches!(error, Error::ActionNameTaken)),
        }
    }
    audit_is_clean(&store).await;
}

#[tokio::test]
async fn a_lock_of_another_process_makes_writes_unavailable() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let store = open(&path).unwrap();
    let org = org(&store).await;
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let names = ["a".to_owned(), "b".to_owned()];
    for refused in together(&store, &org, &names).await {
        unavailable(refused, "the database is locked by another process");
    }
    assert!(store.org(&org).await.unwrap().is_some());
    store.ready().await.unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    action(&store, &org, "a").await;
    audit_is_clean(&store).await;
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let directory = directory();
    let options = Options {
        queue: 2,
        ..Options::default()
    };
    let path = directory.path().join("test.db");
    let store = SqliteRepository::open(&path, Arc::new(TestClock::new()), options).unwrap();
    let org = org(&store).await;
    let resume = pause(&store).await;
    let (a, b, c) = tokio::join!(
        execute(&store, create(&org, "a")),
        execute(&store, create(&org, "b")),
        async {
            let refused = execute(&store, create(&org, "c")).await;
            drop(resume);
            refused
        }
    );
    a.unwrap();
    b.unwrap();
    unavailable(c, "too many writes are waiting");
    action(&store, &org, "c").await;
}

#[tokio::test]
async fn closing_finishes_what_was_accepted() {
    let directory = directory();
    let store = open(&directory.path().join("test.db")).unwrap();
    let org = org(&store).await;
    let resume = pause(&store).await;
    let (accepted, late, closed) = tokio::join!(
        execute(&store, create(&org, "a")),
        async {
            tokio::task::yield_now().await;
            let late = execute(&store, create(&org, "b")).await;
            drop(resume);
            late
        },
        store.close(),
    );
    closed.unwrap();
    accepted.unwrap();
    unavailable(late, "the store is closed");
    assert_eq!(
        store
            .actions(&org, &Default::default())
            .await
            .unwrap()
            .total,
        1
    );
}

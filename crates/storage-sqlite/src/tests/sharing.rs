//! Readers and writers side by side: in one process, and in two as the server and the command
//! line are.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use portcullis_core::{
    Command,
    id::{TokenId, UserId},
    ports::Repository,
    role::Role,
    token::TokenHash,
};
use portcullis_storage::testsuite::TestClock;

use crate::{Options, SqliteRepository};

use super::{action, audit_is_clean, create, directory, draft, execute, open, open_existing, org};

/// Opens to wait for locks: a reader too takes that of writers for a moment, when it finds a
/// change half done.
fn open_patient(path: &Path) -> SqliteRepository {
    SqliteRepository::open(path, Arc::new(TestClock::new()), Options::default()).unwrap()
}

#[tokio::test]
async fn a_revocation_acts_on_the_next_call() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let server = open(&path).unwrap();
    let other = open_existing(&path).unwrap();
    let org = org(&server).await;
    for round in 0..50 {
        let add = Command::AddUser {
            org: org.clone(),
            name: format!("u{round}"),
            roles: [Role::OrgOwner].into(),
        };
        let user = UserId::new(execute(&other, add).await.unwrap().id);
        let hash = TokenHash::of(&format!("secret {round}"));
        let add = Command::AddToken {
            user,
            hash,
            expires_at: None,
        };
        assert_eq!(server.caller(hash).await.unwrap(), None);
        let token = TokenId::new(execute(&other, add).await.unwrap().id);
        let caller = server.caller(hash).await.unwrap().unwrap();
        assert_eq!(caller.memberships.len(), 1);
        assert!(server.caller(hash).await.unwrap().is_some());
        let revoke = Command::RemoveToken { token };
        execute(&other, revoke).await.unwrap();
        assert_eq!(server.caller(hash).await.unwrap(), None);
    }
    audit_is_clean(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn reads_never_fall_behind_answers() {
    const UPDATES: u64 = 200;
    let directory = directory();
    let store = open_patient(&directory.path().join("test.db"));
    let org = org(&store).await;
    let id = action(&store, &org, "a").await;
    let answered = Arc::new(AtomicU64::new(1));
    let mut readers = Vec::new();
    for _ in 0..2 {
        let (store, org, id) = (store.clone(), org.clone(), id.clone());
        let answered = Arc::clone(&answered);
        readers.push(tokio::spawn(async move {
            let mut newest = 0;
            while newest <= UPDATES {
                let at_least = answered.load(Ordering::SeqCst);
                let read = store.action(&org, &id).await.unwrap().unwrap();
                let sequence = read.details.sequence;
                assert!(sequence >= at_least.max(newest), "{sequence} {at_least}");
                newest = sequence;
                tokio::task::yield_now().await;
            }
        }));
    }
    for round in 0..UPDATES {
        let update = Command::UpdateAction {
            org: org.clone(),
            id: id.clone(),
            draft: draft(&format!("a{round}")),
        };
        let changed = execute(&store, update).await.unwrap();
        answered.store(changed.details.sequence, Ordering::SeqCst);
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

#[tokio::test]
async fn each_sees_what_the_other_wrote() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let (one, two) = (open(&path).unwrap(), open(&path).unwrap());
    let org = org(&one).await;
    let id = action(&two, &org, "a").await;
    for round in 1..50_u64 {
        let (writer, reader) = match round % 2 {
            0 => (&one, &two),
            _ => (&two, &one),
        };
        let before = reader.action(&org, &id).await.unwrap().unwrap();
        assert_eq!(before.details.sequence, round);
        let update = Command::UpdateAction {
            org: org.clone(),
            id: id.clone(),
            draft: draft(&format!("a{round}")),
        };
        let changed = execute(writer, update).await.unwrap();
        for store in [reader, writer] {
            let after = store.action(&org, &id).await.unwrap().unwrap();
            assert_eq!(after.details, changed.details);
        }
    }
    audit_is_clean(&one).await;
}

#[tokio::test]
async fn both_write_at_once() {
    let directory = directory();
    let path = directory.path().join("test.db");
    let stores = [open_patient(&path), open_patient(&path)];
    let org = org(&stores[0]).await;
    let mut tasks = Vec::new();
    for number in 0..100 {
        let store = stores[number % 2].clone();
        let command = create(&org, &format!("a{number}"));
        tasks.push(tokio::spawn(async move {
            execute(&store, command).await.unwrap().id
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.unwrap());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
    audit_is_clean(&stores[1]).await;
}

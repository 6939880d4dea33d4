//! What is asked of the history as a whole.

use std::{collections::BTreeMap, sync::Arc};

use portcullis_core::{Command, Context, id::ActionId, listing::ActionSearch};

use super::store::{CREATOR, Factory, Store, add_org, create, draft, name, update};

/// A refused command writes nothing and takes no id.
pub async fn refusals_leave_no_trace(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let id = store.action(&org, "x").await;
    let before = store.events().await;
    for command in [
        create(&org, "X"),
        update(&org, &id, draft("x")),
        add_org("a", None),
        Command::RemoveUser {
            user: portcullis_core::id::UserId::new("7"),
        },
    ] {
        assert!(store.execute(command).await.is_err());
    }
    assert_eq!(store.events().await, before);
    store.audit_is_clean().await;
}

/// Events come in order, counted per aggregate, with who and when, from any position on.
pub async fn is_paged(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    for name in ["a", "b", "c"] {
        store.action(&org, name).await;
    }
    let all = store.events().await;
    assert_eq!(all.len(), 7);
    let mut sequences = BTreeMap::new();
    for (place, event) in all.iter().enumerate() {
        assert_eq!(event.position, place as u64 + 1);
        assert_eq!(event.creator, CREATOR);
        assert_eq!(event.owner, org);
        let sequence = sequences.entry(&event.aggregate).or_insert(0);
        *sequence += 1;
        assert_eq!(event.sequence, *sequence);
    }
    let page = store.repository.events(2, 3).await.unwrap();
    assert_eq!(page, all[2..5]);
    assert_eq!(store.repository.events(7, 3).await.unwrap(), Vec::new());
    assert_eq!(store.repository.events(0, 0).await.unwrap(), Vec::new());
}

/// Commands at the same time are done one after the other: one of each name wins.
pub async fn survives_concurrent_writers(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let mut tasks = Vec::new();
    for number in 0..60 {
        let repository = Arc::clone(&store.repository);
        let command = create(&org, &format!("a{}", number % 20));
        tasks.push(tokio::spawn(async move {
            repository.execute(command, Context::system()).await
        }));
    }
    let (mut done, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(outcome) => {
                let id = ActionId::new(outcome.id);
                assert!(store.read(&org, &id).await.is_some());
                done += 1;
            }
            Err(error) => {
                assert_eq!(name(&error), "ActionNameTaken");
                refused += 1;
            }
        }
    }
    assert_eq!((done, refused), (20, 40));
    store.audit_is_clean().await;
}

/// Ids grow, and so creation order stays, whatever the clock does.
pub async fn ids_grow_when_the_clock_steps_back(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let mut last = store.action(&org, "a").await;
    for step in [-5_000_000, 0, 1, -3_600_000_000, 10_000] {
        store.clock.step(step);
        let next = store.action(&org, &format!("a{step}")).await;
        assert!(next > last, "{next} after {last}");
        last = next;
    }
    let everything = ActionSearch::default();
    let page = store.repository.actions(&org, &everything).await;
    let ids: Vec<_> = page.unwrap().actions;
    let ids: Vec<_> = ids.iter().map(|action| action.id.clone()).collect();
    assert!(ids.is_sorted());
    store.audit_is_clean().await;
}

/// An audit of an empty store finds nothing, and neither does one of a used store.
pub async fn is_audited(factory: &Factory) {
    let store = Store::new(factory);
    store.audit_is_clean().await;
    store.repository.ready().await.unwrap();
    let org = store.org("A").await;
    store.action(&org, "a").await;
    store.audit_is_clean().await;
    store.repository.ready().await.unwrap();
}

/// What was accepted is done; what comes later is refused.
pub async fn ends_with_closing(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let repository = Arc::clone(&store.repository);
    let command = create(&org, "a");
    let accepted =
        tokio::spawn(async move { repository.execute(command, Context::system()).await });
    let accepted = accepted.await.unwrap().unwrap();
    store.repository.close().await.unwrap();
    store.repository.close().await.unwrap();
    let late = store.execute(create(&org, "b")).await;
    Store::refused(late, "Unavailable(\"the");
    let ready = store.repository.ready().await;
    assert_eq!(name(&ready.unwrap_err()), "Unavailable(\"the");
    assert_eq!(accepted.details.sequence, 1);
}

//! What is asked of actions.

use portcullis_core::{Command, action::ActionState, id::ActionId, listing::ActionSearch};

use super::store::{Factory, Store, create, draft, update};

/// Every change shows in the next read, with its own sequence and dates.
pub async fn lives_from_creation_to_deletion(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let before = store.events().await.len();
    let created = store.execute(create(&org, "Find")).await.unwrap();
    let id = ActionId::new(created.id.as_str());
    let action = store.read(&org, &id).await.unwrap();
    assert_eq!(action.id, id);
    assert_eq!(action.name.as_str(), "Find");
    assert_eq!(action.script, draft("Find").script);
    assert_eq!(action.timeout, draft("Find").timeout);
    assert!(!action.allowed_to_fail);
    assert_eq!(action.state, ActionState::Active);
    assert_eq!(action.details, created.details);
    assert_eq!(action.details.sequence, 1);
    assert_eq!(action.details.owner, org);

    let (o, i) = (org.clone(), id.clone());
    let off = store.execute(Command::DeactivateAction { org: o, id: i });
    let off = off.await.unwrap();
    let action = store.read(&org, &id).await.unwrap();
    assert_eq!(action.state, ActionState::Inactive);
    assert_eq!(action.details, off.details);
    assert_eq!(action.details.sequence, 2);
    assert_eq!(action.details.created_at, created.details.created_at);
    assert!(action.details.changed_at > created.details.changed_at);

    let (o, i) = (org.clone(), id.clone());
    let again = store.execute(Command::DeactivateAction { org: o, id: i });
    Store::refused(again.await, "ActionNotActive");
    let (o, i) = (org.clone(), id.clone());
    let on = store.execute(Command::ReactivateAction { org: o, id: i });
    assert_eq!(on.await.unwrap().details.sequence, 3);
    let action = store.read(&org, &id).await.unwrap();
    assert_eq!(action.state, ActionState::Active);

    assert_eq!(store.delete(&org, &id).await.unwrap().details.sequence, 4);
    assert_eq!(store.read(&org, &id).await, None);
    Store::refused(store.delete(&org, &id).await, "ActionNotFound(Delete)");
    let types = [
        "action.added",
        "action.deactivated",
        "action.reactivated",
        "action.removed",
    ];
    assert_eq!(store.types_after(before).await, types);
    store.audit_is_clean().await;
}

/// An update keeps what it does not change; one that changes nothing is refused.
pub async fn changes_only_what_differs(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let id = store.action(&org, "one").await;
    let same = store.execute(update(&org, &id, draft("one"))).await;
    Store::refused(same, "ActionUnchanged");

    let mut wanted = draft("one");
    wanted.allowed_to_fail = true;
    wanted.timeout = portcullis_core::action::Timeout::default();
    let changed = store.execute(update(&org, &id, wanted.clone())).await;
    let changed = changed.unwrap();
    let action = store.read(&org, &id).await.unwrap();
    assert_eq!(action.details, changed.details);
    assert_eq!(action.timeout, wanted.timeout);
    assert!(action.allowed_to_fail);
    assert_eq!(action.script, wanted.script);

    // Only the case of the name, which is its own.
    let mut renamed = wanted;
    renamed.name = draft("ONE").name;
    store.execute(update(&org, &id, renamed)).await.unwrap();
    let action = store.read(&org, &id).await.unwrap();
    assert_eq!(action.name.as_str(), "ONE");
    store.audit_is_clean().await;
}

/// Names are compared without regard to case; renaming and deleting free them.
pub async fn names_are_unique_within_an_org(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let other = store.org("B").await;
    let first = store.action(&org, "Straße").await;
    store.action(&org, "STRASSE").await;
    store.action(&other, "straße").await;
    let taken = store.execute(create(&org, "sTRAße")).await;
    Store::refused(taken, "ActionNameTaken");
    let mut free = draft("Straße");
    free.name = draft("Weg").name;
    store.execute(update(&org, &first, free)).await.unwrap();
    let second = store.action(&org, "straße").await;
    let mut back = draft("x");
    back.name = draft("STRAßE").name;
    let taken = store.execute(update(&org, &first, back.clone())).await;
    Store::refused(taken, "ActionNameTaken");
    store.delete(&org, &second).await.unwrap();
    store.execute(update(&org, &first, back)).await.unwrap();
    store.audit_is_clean().await;
}

/// An action of another organisation is no action.
pub async fn belongs_to_its_org(factory: &Factory) {
    let store = Store::new(factory);
    let own = store.org("A").await;
    let foreign = store.org("B").await;
    let id = store.action(&own, "x").await;
    // Once seen by its owner it may lie in a cache.
    assert!(store.read(&own, &id).await.is_some());
    assert_eq!(store.read(&foreign, &id).await, None);
    let stolen = store.execute(update(&foreign, &id, draft("y"))).await;
    Store::refused(stolen, "ActionNotFound(Update)");
    Store::refused(store.delete(&foreign, &id).await, "ActionNotFound(Delete)");
    let (org, i) = (foreign.clone(), id.clone());
    let off = store.execute(Command::DeactivateAction { org, id: i });
    Store::refused(off.await, "ActionNotFound(Deactivate)");
    let everything = ActionSearch::default();
    let found = store.repository.actions(&foreign, &everything).await;
    assert_eq!(found.unwrap().total, 0);
    assert!(store.read(&own, &id).await.is_some());
}

/// A precondition names the sequence that the caller knows.
pub async fn is_checked_against_its_sequence(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let stale = store.execute_if(create(&org, "x"), Some("1")).await;
    Store::refused(stale, "SequenceMismatch");
    let created = store.execute_if(create(&org, "x"), Some("0")).await;
    let id = ActionId::new(created.unwrap().id);
    let delete = || Command::DeleteAction {
        org: org.clone(),
        id: id.clone(),
    };
    let stale = store.execute_if(delete(), Some("2")).await;
    Store::refused(stale, "SequenceMismatch");
    store.execute_if(delete(), Some("\"1\"")).await.unwrap();
    store.audit_is_clean().await;
}

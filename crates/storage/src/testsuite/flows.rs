//! What is asked of flows.

use portcullis_core::{
    Command,
    action::Details,
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId},
};

use super::store::{Factory, Store};

const LOGIN: FlowType = FlowType::InternalAuthentication;
const POST: TriggerType = TriggerType::PostAuthentication;
const PRE: TriggerType = TriggerType::PreCreation;

/// Lists come back in trigger order, as set; clearing forgets them.
pub async fn are_set_and_cleared(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let a = store.action(&org, "a").await;
    let b = store.action(&org, "b").await;
    assert_eq!(shown(&store, &org).await, None);
    let empty = store.set(&org, (LOGIN, PRE), &[]).await;
    Store::refused(empty, "TriggerUnchanged");
    Store::refused(clear(&store, &org).await, "FlowEmpty");

    let first = store.set(&org, (LOGIN, PRE), &[&b, &a]).await.unwrap();
    let second = store.set(&org, (LOGIN, POST), &[&a]).await.unwrap();
    assert_eq!(second.details.sequence, first.details.sequence + 1);
    assert_eq!(second.details.created_at, first.details.created_at);
    let lists = vec![(POST, vec![a.clone()]), (PRE, vec![b.clone(), a.clone()])];
    assert_eq!(shown(&store, &org).await, Some((second.details, lists)));
    let details = store.repository.org(&org).await.unwrap().unwrap();
    assert_eq!(details.details.sequence, first.details.sequence + 1);

    // An empty setting is kept but not shown.
    store.set(&org, (LOGIN, POST), &[]).await.unwrap();
    let lists = shown(&store, &org).await.unwrap().1;
    assert_eq!(lists, vec![(PRE, vec![b, a.clone()])]);
    clear(&store, &org).await.unwrap();
    assert_eq!(shown(&store, &org).await, None);
    let anew = store.set(&org, (LOGIN, PRE), &[&a]).await.unwrap();
    assert_eq!(anew.details.created_at, anew.details.changed_at);
    store.audit_is_clean().await;
}

/// A deleted action leaves every list, one event for each list it stood in.
pub async fn forget_deleted_actions(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let a = store.action(&org, "a").await;
    let b = store.action(&org, "b").await;
    let token = FlowType::CustomiseToken;
    store.set(&org, (LOGIN, PRE), &[&a, &b]).await.unwrap();
    store.set(&org, (LOGIN, POST), &[&a]).await.unwrap();
    let userinfo = TriggerType::PreUserinfoCreation;
    store.set(&org, (token, userinfo), &[&a]).await.unwrap();
    let before = store.events().await.len();
    let deleted = store.delete(&org, &a).await.unwrap();
    let cascade = "org.flow.trigger_actions.cascade.removed";
    let types = ["action.removed", cascade, cascade, cascade];
    assert_eq!(store.types_after(before).await, types);
    let (details, lists) = shown(&store, &org).await.unwrap();
    assert_eq!(lists, vec![(PRE, vec![b])]);
    assert_eq!(details.changed_at, deleted.details.changed_at);
    // The flow is set, but nothing of it is left to show.
    let left = store.repository.flow(&org, token).await.unwrap().unwrap();
    assert_eq!(left.triggers, Vec::new());
    store.audit_is_clean().await;
}

/// Whether a setting changes anything is decided by the last setting, deletions aside.
pub async fn compare_with_what_was_recorded(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let a = store.action(&org, "a").await;
    let b = store.action(&org, "b").await;
    let place = (LOGIN, PRE);
    store.set(&org, place, &[&a, &b]).await.unwrap();
    Store::refused(store.set(&org, place, &[&a, &b]).await, "TriggerUnchanged");
    store.set(&org, place, &[&b, &a]).await.unwrap();
    store.delete(&org, &a).await.unwrap();
    Store::refused(store.set(&org, place, &[&b, &a]).await, "TriggerUnchanged");
    store.set(&org, place, &[&b]).await.unwrap();
    let lists = shown(&store, &org).await.unwrap().1;
    assert_eq!(lists, vec![(PRE, vec![b])]);
    store.audit_is_clean().await;
}

/// Actions of others, unknown ones and repetitions are refused, as is a trigger of another flow.
pub async fn take_only_actions_of_the_org(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let other = store.org("B").await;
    let own = store.action(&org, "a").await;
    let foreign = store.action(&other, "a").await;
    let unknown = ActionId::new("7");
    for list in [&[&own, &foreign][..], &[&unknown], &[&own, &own]] {
        let refused = store.set(&org, (LOGIN, PRE), list).await;
        Store::refused(refused, "ActionIdsNotFound");
    }
    let wrong = (LOGIN, TriggerType::PreUserinfoCreation);
    Store::refused(store.set(&org, wrong, &[&own]).await, "TriggerTypeInvalid");
    assert_eq!(shown(&store, &org).await, None);
}

type Shown = (Details, Vec<(TriggerType, Vec<ActionId>)>);

async fn shown(store: &Store, org: &OrgId) -> Option<Shown> {
    let flow = store.repository.flow(org, LOGIN).await.unwrap()?;
    let ids = |list: Vec<std::sync::Arc<portcullis_core::action::Action>>| {
        list.iter().map(|action| action.id.clone()).collect()
    };
    let triggers = flow.triggers.into_iter();
    Some((
        flow.details,
        triggers
            .map(|(trigger, list)| (trigger, ids(list)))
            .collect(),
    ))
}

async fn clear(store: &Store, org: &OrgId) -> portcullis_core::Result<portcullis_core::Outcome> {
    let (org, flow) = (org.clone(), LOGIN);
    store.execute(Command::ClearFlow { org, flow }).await
}

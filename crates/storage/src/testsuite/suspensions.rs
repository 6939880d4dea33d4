//! What is asked of suspended triggers.

use std::sync::Arc;

use portcullis_core::{
    Command, Outcome, Result,
    flow::{FlowType, TriggerActions, TriggerType},
    id::{ActionId, OrgId},
    suspension::SuspensionReason,
};

use super::store::{Factory, Store};

const LOGIN: FlowType = FlowType::InternalAuthentication;
const POST: TriggerType = TriggerType::PostAuthentication;
const PRE: TriggerType = TriggerType::PreCreation;

/// A trigger is suspended once, with who, when and why, and resumed once.
pub async fn end_when_resumed(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    Store::refused(resume(&store, &org, POST).await, "TriggerNotSuspended");
    let before = store.events().await.len();
    let outcome = suspend(&store, &org, (LOGIN, POST)).await.unwrap();
    Store::refused(
        suspend(&store, &org, (LOGIN, POST)).await,
        "TriggerSuspended",
    );

    let suspensions = store.repository.suspensions(&org).await.unwrap();
    let found = shown(&store, &org, POST).await.suspension.clone();
    assert_eq!(suspensions, Vec::from_iter(found.clone()));
    let found = found.unwrap();
    assert_eq!((found.flow, found.trigger), (LOGIN, POST));
    assert_eq!(found.reason.as_str(), "why");
    assert_eq!(found.suspended_at, outcome.details.changed_at);
    let last = store.events().await.pop().unwrap();
    assert_eq!(found.suspended_by, last.creator);

    resume(&store, &org, POST).await.unwrap();
    assert_eq!(shown(&store, &org, POST).await.suspension, None);
    Store::refused(resume(&store, &org, POST).await, "TriggerNotSuspended");
    let types = ["org.flow.trigger.suspended", "org.flow.trigger.resumed"];
    assert_eq!(store.types_after(before).await, types);
    store.audit_is_clean().await;
}

/// Other triggers and organisations go on; what does not exist is refused.
pub async fn belong_to_flow_and_org(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let other = store.org("B").await;
    suspend(&store, &org, (LOGIN, POST)).await.unwrap();
    suspend(&store, &other, (LOGIN, PRE)).await.unwrap();
    assert!(shown(&store, &org, PRE).await.suspension.is_none());
    assert!(shown(&store, &other, POST).await.suspension.is_none());
    let external = FlowType::ExternalAuthentication;
    let elsewhere = store.repository.trigger(&org, external, POST).await;
    assert!(elsewhere.unwrap().suspension.is_none());
    let of_org = store.repository.suspensions(&org).await.unwrap();
    assert_eq!(of_org.len(), 1);
    Store::refused(resume(&store, &org, PRE).await, "TriggerNotSuspended");

    let foreign = (LOGIN, TriggerType::PreUserinfoCreation);
    Store::refused(suspend(&store, &org, foreign).await, "TriggerTypeInvalid");
    let nobody = OrgId::new("7");
    Store::refused(suspend(&store, &nobody, (LOGIN, POST)).await, "OrgNotFound");
    store.audit_is_clean().await;
}

/// Clearing and setting a flow ends no suspension, and a suspension changes nothing of the flow.
pub async fn outlive_their_flow(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let a = store.action(&org, "a").await;
    store.set(&org, (LOGIN, POST), &[&a]).await.unwrap();
    let flow = store.repository.flow(&org, LOGIN).await.unwrap();
    suspend(&store, &org, (LOGIN, POST)).await.unwrap();
    assert_eq!(store.repository.flow(&org, LOGIN).await.unwrap(), flow);

    let cleared = Command::ClearFlow {
        org: org.clone(),
        flow: LOGIN,
    };
    store.execute(cleared).await.unwrap();
    assert!(shown(&store, &org, POST).await.suspension.is_some());
    store.set(&org, (LOGIN, POST), &[&a]).await.unwrap();
    assert!(shown(&store, &org, POST).await.suspension.is_some());
    resume(&store, &org, POST).await.unwrap();
    assert!(shown(&store, &org, POST).await.suspension.is_none());
    store.audit_is_clean().await;
}

/// The actions of a trigger are those that its flow shows, as they are now.
pub async fn show_what_there_is_to_run(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    assert_eq!(*shown(&store, &org, POST).await, TriggerActions::default());
    let a = store.action(&org, "a").await;
    let b = store.action(&org, "b").await;
    store.set(&org, (LOGIN, PRE), &[&a]).await.unwrap();
    store.set(&org, (LOGIN, POST), &[&b, &a]).await.unwrap();
    assert_eq!(
        ids(&shown(&store, &org, POST).await),
        [b.clone(), a.clone()]
    );

    let deactivated = Command::DeactivateAction {
        org: org.clone(),
        id: b.clone(),
    };
    store.execute(deactivated).await.unwrap();
    let found = shown(&store, &org, POST).await;
    assert_eq!(found.actions.first(), store.read(&org, &b).await.as_ref());
    store.delete(&org, &b).await.unwrap();
    assert_eq!(ids(&shown(&store, &org, POST).await), [a]);
}

async fn shown(store: &Store, org: &OrgId, trigger: TriggerType) -> Arc<TriggerActions> {
    store.repository.trigger(org, LOGIN, trigger).await.unwrap()
}

fn ids(found: &Arc<TriggerActions>) -> Vec<ActionId> {
    found
        .actions
        .iter()
        .map(|action| action.id.clone())
        .collect()
}

async fn suspend(
    store: &Store,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
) -> Result<Outcome> {
    let command = Command::SuspendTrigger {
        org: org.clone(),
        flow,
        trigger,
        reason: SuspensionReason::stored("why"),
    };
    store.execute(command).await
}

async fn resume(store: &Store, org: &OrgId, trigger: TriggerType) -> Result<Outcome> {
    let command = Command::ResumeTrigger {
        org: org.clone(),
        flow: LOGIN,
        trigger,
    };
    store.execute(command).await
}

//! What is asked of users and their tokens.

use portcullis_core::{
    Command, Timestamp,
    id::{OrgId, TokenId, UserId},
    role::Role,
    token::TokenHash,
    user::Scope,
};

use super::store::{Factory, Store, add_org, add_user, initialise};

/// The first start makes everything at once, and only once.
pub async fn initialise_happens_once(factory: &Factory) {
    let store = Store::new(factory);
    assert!(!store.repository.is_initialised().await.unwrap());
    let outcome = store.execute(initialise("one", false)).await.unwrap();
    assert!(store.repository.is_initialised().await.unwrap());
    let caller = caller(&store, "one").await.unwrap();
    assert_eq!(caller.org, OrgId::new(outcome.id));
    assert_eq!(caller.memberships.len(), 1);
    assert_eq!(caller.memberships[0].scope, Scope::Instance);
    assert!(caller.memberships[0].roles.contains(&Role::IamOwner));
    let again = store.execute(initialise("two", false)).await;
    Store::refused(again, "AlreadyInitialised");
    assert_eq!(self::caller(&store, "two").await, None);
    store.audit_is_clean().await;
}

/// One preset token at a time; tokens made otherwise stay.
pub async fn preset_tokens_replace_each_other(factory: &Factory) {
    let store = Store::new(factory);
    let preset = |secret| Command::PresetToken {
        hash: TokenHash::of(secret),
    };
    Store::refused(store.execute(preset("one")).await, "UserNotFound");
    store.execute(initialise("one", true)).await.unwrap();
    let user = caller(&store, "one").await.unwrap().user.clone();
    store.token(&user, "own").await.unwrap();
    let before = store.events().await.len();
    store.execute(preset("one")).await.unwrap();
    assert_eq!(store.events().await.len(), before);
    store.execute(preset("two")).await.unwrap();
    assert_eq!(caller(&store, "one").await, None);
    assert!(caller(&store, "two").await.is_some());
    assert!(caller(&store, "own").await.is_some());
    store.audit_is_clean().await;
}

/// A token opens until it is revoked; its expiry is told, not judged.
pub async fn tokens_carry_callers(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let user = store.user(&org, "ci", &[Role::OrgOwner]).await;
    assert_eq!(caller(&store, "s").await, None);
    let end = Timestamp::from_micros(7);
    let command = Command::AddToken {
        user: user.clone(),
        hash: TokenHash::of("s"),
        expires_at: Some(end),
    };
    let added = store.execute(command.clone()).await.unwrap();
    Store::refused(store.execute(command).await, "TokenTaken");
    let found = caller(&store, "s").await.unwrap();
    assert_eq!((&found.user, &found.org), (&user, &org));
    assert_eq!(found.expires_at, Some(end));
    assert!(!found.is_valid(end));
    let id = TokenId::new(added.id);
    let token = store.repository.token(&id).await.unwrap().unwrap();
    assert_eq!((token.expires_at, token.preset), (Some(end), false));
    assert_eq!(store.repository.tokens().await.unwrap(), vec![token]);
    let revoke = || Command::RemoveToken { token: id.clone() };
    store.execute(revoke()).await.unwrap();
    assert_eq!(caller(&store, "s").await, None);
    assert_eq!(store.repository.token(&id).await.unwrap(), None);
    Store::refused(store.execute(revoke()).await, "TokenNotFound");
    store.audit_is_clean().await;
}

/// Roles of the instance and of organisations are kept apart.
pub async fn roles_stand_where_they_hold(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let roles = [Role::OrgOwner, Role::IamOwnerViewer, Role::OrgOwnerViewer];
    let user = store.user(&org, "ci", &roles).await;
    let taken = store.execute(add_user(&org, "CI", &[])).await;
    Store::refused(taken, "UserNameTaken");
    let nowhere = add_user(&OrgId::new("7"), "x", &[]);
    Store::refused(store.execute(nowhere).await, "OrgNotFound");
    store.user(&org, "plain", &[]).await;
    let users = store.repository.users().await.unwrap();
    assert_eq!(users.len(), 2);
    assert_eq!(users[0].user.id, user);
    assert_eq!(users[0].user.name, "ci");
    assert_eq!(users[0].memberships[0].scope, Scope::Instance);
    assert_eq!(users[0].memberships[0].roles.len(), 1);
    assert_eq!(users[0].memberships[1].scope, Scope::Org(org));
    assert_eq!(users[0].memberships[1].roles.len(), 2);
    assert_eq!(users[1].memberships, Vec::new());
    store.audit_is_clean().await;
}

/// A removed user loses tokens and memberships; the name is free again.
pub async fn leave_with_all_they_had(factory: &Factory) {
    let store = Store::new(factory);
    let org = store.org("A").await;
    let roles = [Role::OrgOwner, Role::IamOwner];
    let user = store.user(&org, "ci", &roles).await;
    store.execute(add_org("B", Some(&user))).await.unwrap();
    store.token(&user, "s").await.unwrap();
    assert!(caller(&store, "s").await.is_some());
    let remove = || Command::RemoveUser { user: user.clone() };
    store.execute(remove()).await.unwrap();
    Store::refused(store.execute(remove()).await, "UserNotFound");
    assert_eq!(caller(&store, "s").await, None);
    assert_eq!(store.repository.users().await.unwrap(), Vec::new());
    assert_eq!(store.replay().await.members.len(), 0);
    let anew: UserId = store.user(&org, "ci", &[]).await;
    assert_ne!(anew, user);
    store.audit_is_clean().await;
}

async fn caller(
    store: &Store,
    secret: &str,
) -> Option<std::sync::Arc<portcullis_core::caller::Caller>> {
    let hash = TokenHash::of(secret);
    store.repository.caller(hash).await.unwrap()
}

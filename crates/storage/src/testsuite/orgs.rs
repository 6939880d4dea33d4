//! What is asked of organisations.

use portcullis_core::{
    id::{OrgId, UserId},
    role::Role,
    token::TokenHash,
    user::Scope,
};

use super::store::{Factory, Store, add_org};

/// An organisation comes with a domain and makes its creator the owner.
pub async fn are_added_with_domain_and_owner(factory: &Factory) {
    let store = Store::new(factory);
    let home = store.org("Home").await;
    let user = store.user(&home, "ci", &[]).await;
    store.token(&user, "secret").await.unwrap();
    let before = store.events().await.len();
    let outcome = store.execute(add_org(" Käse Co ", Some(&user))).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.details.sequence, 5);
    let types = [
        "org.added",
        "org.domain.added",
        "org.domain.verified",
        "org.domain.primary.set",
        "org.member.added",
    ];
    assert_eq!(store.types_after(before).await, types);
    let id = OrgId::new(outcome.id.as_str());
    let org = store.repository.org(&id).await.unwrap().unwrap();
    assert_eq!(org.name, "Käse Co");
    assert_eq!(org.primary_domain, "käse-co.localhost");
    assert_eq!(org.details, outcome.details);
    let hash = TokenHash::of("secret");
    let caller = store.repository.caller(hash).await.unwrap().unwrap();
    assert_eq!(caller.memberships.len(), 1);
    assert_eq!(caller.memberships[0].scope, Scope::Org(id));
    assert!(caller.memberships[0].roles.contains(&Role::OrgOwner));
    let names: Vec<_> = store.repository.orgs().await.unwrap();
    let names: Vec<_> = names.iter().map(|org| org.name.as_str()).collect();
    assert_eq!(names, ["Home", "Käse Co"]);
    store.audit_is_clean().await;
}

/// Neither name nor domain is given twice; an unknown organisation is none.
pub async fn are_added_once(factory: &Factory) {
    let store = Store::new(factory);
    store.org("Foo Bar").await;
    let again = store.execute(add_org("FOO BAR", None)).await;
    Store::refused(again, "OrgNameTaken");
    let domain = store.execute(add_org("foo.-Bar", None)).await;
    Store::refused(domain, "OrgDomainTaken(\"foo-bar.localhost\")");
    let unknown = OrgId::new("7");
    assert_eq!(store.repository.org(&unknown).await.unwrap(), None);
    let nobody = UserId::new("7");
    Store::refused(store.token(&nobody, "x").await, "UserNotFound");
    store.audit_is_clean().await;
}

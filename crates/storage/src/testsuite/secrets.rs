//! What is asked of a store of secrets. It takes any bytes for sealed ones.

use portcullis_core::{
    Clock, Error, Result,
    id::OrgId,
    secret::{KeptSecret, KeyId, SECRETS_MAX, Sealed, SecretName},
};

use super::store::{Factory, Store, name};

/// The newest value of a name counts; another organisation sees nothing of it.
pub async fn are_kept_by_org_and_name(factory: &Factory) {
    let store = Store::new(factory);
    assert_eq!(names(&store, "1").await, Vec::<String>::new());
    set(&store, "1", "b", "k", 1).await.unwrap();
    set(&store, "1", "a", "k", 2).await.unwrap();
    set(&store, "2", "a", "k", 3).await.unwrap();
    set(&store, "1", "b", "k", 4).await.unwrap();
    assert_eq!(names(&store, "1").await, ["a", "b"]);
    assert_eq!(names(&store, "2").await, ["a"]);
    assert_eq!(bytes(&store, "1", "b").await, Some(vec![4]));
    assert_eq!(bytes(&store, "1", "a").await, Some(vec![2]));
    assert_eq!(bytes(&store, "2", "a").await, Some(vec![3]));
    assert_eq!(bytes(&store, "2", "b").await, None);
    // They are case-sensitive, and sorted by their bytes.
    set(&store, "1", "B", "k", 5).await.unwrap();
    assert_eq!(names(&store, "1").await, ["B", "a", "b"]);
    let listed = store.secrets.secrets(&OrgId::new("1")).await.unwrap();
    let newest = listed.iter().map(|secret| secret.changed_at).max();
    assert_eq!(newest, Some(store.clock.now()));
    store.audit_is_clean().await;
}

/// What is deleted is gone, once.
pub async fn are_deleted_once(factory: &Factory) {
    let store = Store::new(factory);
    set(&store, "1", "a", "k", 1).await.unwrap();
    refused(delete(&store, "2", "a").await, "SecretNotFound");
    delete(&store, "1", "a").await.unwrap();
    refused(delete(&store, "1", "a").await, "SecretNotFound");
    assert_eq!(bytes(&store, "1", "a").await, None);
    assert_eq!(names(&store, "1").await, Vec::<String>::new());
}

/// An organisation has so many and no more; those it has can be changed.
pub async fn are_limited_in_number(factory: &Factory) {
    let store = Store::new(factory);
    for number in 0..SECRETS_MAX {
        let name = format!("s{number}");
        set(&store, "1", &name, "k", 1).await.unwrap();
    }
    refused(set(&store, "1", "more", "k", 1).await, "SecretsFull");
    set(&store, "1", "s0", "k", 2).await.unwrap();
    set(&store, "2", "more", "k", 1).await.unwrap();
    delete(&store, "1", "s0").await.unwrap();
    set(&store, "1", "more", "k", 1).await.unwrap();
}

/// Retired keys seal nothing more, until they are current again.
pub async fn heed_retired_keys(factory: &Factory) {
    let store = Store::new(factory);
    let (old, new) = (KeyId::new("old"), KeyId::new("new"));
    set(&store, "1", "a", "old", 1).await.unwrap();
    let retired = std::slice::from_ref(&old);
    store
        .secrets
        .retire_secret_keys(&new, retired)
        .await
        .unwrap();
    refused(set(&store, "1", "a", "old", 2).await, "SecretKeyRetired");
    assert_eq!(bytes(&store, "1", "a").await, Some(vec![1]));
    set(&store, "1", "b", "new", 3).await.unwrap();
    store
        .secrets
        .retire_secret_keys(&old, &[new])
        .await
        .unwrap();
    set(&store, "1", "a", "old", 4).await.unwrap();
    refused(set(&store, "1", "b", "new", 5).await, "SecretKeyRetired");
}

/// Resealing reaches every secret and overwrites none that was set meanwhile.
pub async fn are_sealed_anew(factory: &Factory) {
    let store = Store::new(factory);
    let new = KeyId::new("new");
    for (org, name) in [("1", "a"), ("1", "b"), ("2", "a")] {
        set(&store, org, name, "old", 1).await.unwrap();
    }
    set(&store, "2", "b", "new", 9).await.unwrap();
    let keys = store.secrets.secret_keys().await.unwrap();
    assert_eq!(Vec::from_iter(keys), [new.clone(), KeyId::new("old")]);

    let others = async |limit| store.secrets.secrets_of_other_keys(&new, limit).await;
    assert_eq!(others(2).await.unwrap().len(), 2);
    let before = others(10).await.unwrap();
    assert_eq!(before.len(), 3);
    set(&store, "1", "b", "old", 2).await.unwrap();
    for secret in before {
        let after = Sealed {
            key: new.clone(),
            bytes: vec![7],
        };
        store.secrets.reseal_secret(secret, after).await.unwrap();
    }
    assert_eq!(bytes(&store, "1", "a").await, Some(vec![7]));
    assert_eq!(bytes(&store, "1", "b").await, Some(vec![2]));
    assert_eq!(others(10).await.unwrap().len(), 1);
}

async fn set(store: &Store, org: &str, name: &str, key: &str, byte: u8) -> Result<()> {
    store.clock.step(1_000_000);
    let secret = KeptSecret {
        org: OrgId::new(org),
        name: SecretName::stored(name),
        changed_at: store.clock.now(),
        sealed: Sealed {
            key: KeyId::new(key),
            bytes: vec![byte],
        },
    };
    store.secrets.set_secret(secret).await
}

async fn delete(store: &Store, org: &str, name: &str) -> Result<()> {
    let name = SecretName::stored(name);
    store.secrets.delete_secret(&OrgId::new(org), &name).await
}

async fn names(store: &Store, org: &str) -> Vec<String> {
    let found = store.secrets.secrets(&OrgId::new(org)).await.unwrap();
    let names = found.iter().map(|secret| secret.name.as_str().to_owned());
    names.collect()
}

async fn bytes(store: &Store, org: &str, name: &str) -> Option<Vec<u8>> {
    let name = SecretName::stored(name);
    let found = store.secrets.secret(&OrgId::new(org), &name).await;
    found.unwrap().map(|sealed| sealed.bytes)
}

#[track_caller]
fn refused(result: Result<()>, because: &str) {
    let error: Error = result.unwrap_err();
    assert_eq!(name(&error), because);
}

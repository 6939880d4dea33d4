//! Secrets in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use portcullis_core::{
    Error, Result,
    id::OrgId,
    ports::SecretStore,
    secret::{KeptSecret, KeyId, SECRETS_MAX, Sealed, SecretName, SecretSummary},
};

/// Keeps sealed secrets in memory; ends with the process.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    secrets: BTreeMap<(OrgId, SecretName), KeptSecret>,
    retired: BTreeSet<KeyId>,
}

// === impl MemorySecrets ===

impl MemorySecrets {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn set_secret(&self, secret: KeptSecret) -> Result<()> {
        let mut store = self.store();
        if store.retired.contains(&secret.sealed.key) {
            return Err(Error::SecretKeyRetired);
        }
        let key = (secret.org.clone(), secret.name.clone());
        let others = store.secrets.keys().filter(|other| other.0 == secret.org);
        if others.filter(|other| **other != key).count() >= SECRETS_MAX {
            return Err(Error::SecretsFull { max: SECRETS_MAX });
        }
        store.secrets.insert(key, secret);
        Ok(())
    }

    async fn secret(&self, org: &OrgId, name: &SecretName) -> Result<Option<Sealed>> {
        let store = self.store();
        let found = store.secrets.get(&(org.clone(), name.clone()));
        Ok(found.map(|secret| secret.sealed.clone()))
    }

    async fn secrets(&self, org: &OrgId) -> Result<Vec<SecretSummary>> {
        let store = self.store();
        let of_org = store.secrets.values().filter(|secret| secret.org == *org);
        let summary = |secret: &KeptSecret| SecretSummary {
            name: secret.name.clone(),
            changed_at: secret.changed_at,
        };
        Ok(of_org.map(summary).collect())
    }

    async fn delete_secret(&self, org: &OrgId, name: &SecretName) -> Result<()> {
        let gone = self.store().secrets.remove(&(org.clone(), name.clone()));
        gone.map(drop).ok_or(Error::SecretNotFound)
    }

    async fn secret_keys(&self) -> Result<BTreeSet<KeyId>> {
        let store = self.store();
        let keys = store.secrets.values();
        Ok(keys.map(|secret| secret.sealed.key.clone()).collect())
    }

    async fn retire_secret_keys(&self, current: &KeyId, retired: &[KeyId]) -> Result<()> {
        let mut store = self.store();
        store.retired.extend(retired.iter().cloned());
        store.retired.remove(current);
        Ok(())
    }

    async fn secrets_of_other_keys(
        &self,
        current: &KeyId,
        limit: usize,
    ) -> Result<Vec<KeptSecret>> {
        let store = self.store();
        let others = store.secrets.values();
        let others = others.filter(|secret| secret.sealed.key != *current);
        Ok(others.take(limit).cloned().collect())
    }

    async fn reseal_secret(&self, before: KeptSecret, after: Sealed) -> Result<()> {
        let mut store = self.store();
        let key = (before.org.clone(), before.name.clone());
        if let Some(kept) = store.secrets.get_mut(&key)
            && *kept == before
        {
            kept.sealed = after;
        }
        Ok(())
    }
}

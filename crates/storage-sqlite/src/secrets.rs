//! The port of secrets: tables of the same file, written by the same thread, beside the history.

use std::collections::BTreeSet;

use async_trait::async_trait;
use portcullis_core::{
    Error, Result,
    id::OrgId,
    ports::SecretStore,
    secret::{KeptSecret, KeyId, SECRETS_MAX, Sealed, SecretName, SecretSummary},
};
use rusqlite::Connection;

use crate::{SqliteRepository, error::failed, tables::secrets};

#[async_trait]
impl SecretStore for SqliteRepository {
    async fn set_secret(&self, secret: KeptSecret) -> Result<()> {
        self.write(move |connection| {
            if secrets::is_retired(connection, &secret.sealed.key).map_err(failed)? {
                return Err(Error::SecretKeyRetired);
            }
            let others = secrets::others(connection, &secret.org, &secret.name);
            if others.map_err(failed)? >= SECRETS_MAX {
                return Err(Error::SecretsFull { max: SECRETS_MAX });
            }
            secrets::set(connection, &secret).map_err(failed)
        })
        .await
    }

    async fn secret(&self, org: &OrgId, name: &SecretName) -> Result<Option<Sealed>> {
        self.parts.lookups.secret(org, name).map_err(failed)
    }

    async fn secrets(&self, org: &OrgId) -> Result<Vec<SecretSummary>> {
        let org = org.clone();
        self.read(move |connection| secrets::of(connection, &org))
            .await
    }

    async fn delete_secret(&self, org: &OrgId, name: &SecretName) -> Result<()> {
        let (org, name) = (org.clone(), name.clone());
        self.write(move |connection| {
            let removed = secrets::remove(connection, &org, &name).map_err(failed)?;
            removed.then_some(()).ok_or(Error::SecretNotFound)
        })
        .await
    }

    async fn secret_keys(&self) -> Result<BTreeSet<KeyId>> {
        self.read(secrets::keys).await
    }

    async fn retire_secret_keys(&self, current: &KeyId, retired: &[KeyId]) -> Result<()> {
        let (current, retired) = (current.clone(), retired.to_vec());
        self.write(move |connection| {
            secrets::retire(connection, &current, &retired).map_err(failed)
        })
        .await
    }

    async fn secrets_of_other_keys(
        &self,
        current: &KeyId,
        limit: usize,
    ) -> Result<Vec<KeptSecret>> {
        let current = current.clone();
        self.read(move |connection| secrets::of_other_keys(connection, &current, limit))
            .await
    }

    async fn reseal_secret(&self, before: KeptSecret, after: Sealed) -> Result<()> {
        self.write(move |connection| secrets::reseal(connection, &before, &after).map_err(failed))
            .await
    }
}

impl SqliteRepository {
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let writer = self
            .parts
            .writer
            .as_ref()
            .ok_or(crate::repository::READ_ONLY)?;
        writer.transact(work).await
    }
}

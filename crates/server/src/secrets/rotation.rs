//! Replacing the key.
//!
//! A crash at any point leaves every secret with a key: the new key is in the file before anything
//! is sealed with it, and the old ones leave the file when nothing is sealed with them any more. That
//! nothing will be is seen to in between: the store refuses what old keys seal from then on.

use portcullis_core::{Result, secret::KeyId};

use super::{KeySource, Keys, Vault, key::Key, opened, source::Lock};

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The key that seals from now on.
    pub key: KeyId,
    /// How many secrets were sealed anew.
    pub resealed: u64,
}

/// Secrets that are held at a time.
const BATCH: usize = 50;

// === impl Vault ===

impl Vault {
    /// Seals everything anew: with a new key where the keys lie in a file, which then holds that one
    /// alone; with the first one where they were given.
    ///
    /// # Errors
    /// When a secret cannot be opened, or the file not be written. What was done is kept, and a
    /// repetition goes on from there.
    pub async fn rotate(&self) -> Result<Rotation> {
        if let KeySource::Given(keys) = &self.inner.source {
            return self.reseal(keys).await;
        }
        self.sealing_keys().await?;
        let replaced = self.at_source(put_in_front).await?;
        let (lock, keys) = replaced.ok_or_else(|| self.key_missing())?;
        let rotation = self.reseal(&keys).await?;
        self.at_source(move |source| source.replace(&lock, &keys.without_earlier()))
            .await?;
        Ok(rotation)
    }

    /// Seals everything with the first key.
    async fn reseal(&self, keys: &Keys) -> Result<Rotation> {
        let store = &self.inner.store;
        let first = keys.first();
        let mut rotation = Rotation {
            key: first.id(),
            resealed: 0,
        };
        let key = rotation.key.clone();
        store.retire_secret_keys(&key, &keys.earlier()).await?;
        loop {
            let batch = store.secrets_of_other_keys(&key, BATCH).await?;
            if batch.is_empty() {
                return Ok(rotation);
            }
            for secret in batch {
                let (org, name) = (&secret.org, &secret.name);
                let value = opened(keys, (org, name), &secret.sealed)?;
                let sealed = first.seal(org, name, &value)?;
                store.reseal_secret(secret, sealed).await?;
                rotation.resealed += 1;
            }
        }
    }
}

/// Adds a new key, which seals from now on, if there are keys. Nobody else replaces them while the lock
/// lives.
fn put_in_front(source: &KeySource) -> Result<Option<(Lock, Keys)>> {
    let lock = source.lock()?;
    let Some(old) = source.read()? else {
        return Ok(None);
    };
    let keys = old.behind(Key::random()?);
    source.replace(&lock, &keys)?;
    Ok(Some((lock, keys)))
}

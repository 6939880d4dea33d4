//! The vault: seals the secrets of organisations for the store, and opens them for their scripts.
//!
//! It deliberately knows no protocol, and nothing of what scripts do with a secret. No error and no
//! log line has a value or a key in it; the keys are read anew when one is missing, for another
//! process may have replaced them.

mod key;
mod keys;
mod rotation;
mod source;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use portcullis_core::{
    Clock, Error, Result,
    id::OrgId,
    ports::SecretStore,
    secret::{KeptSecret, KeyId, Sealed, SecretName, SecretSummary, SecretValue},
};

pub use self::{keys::Keys, rotation::Rotation, source::KeySource};

/// Secrets on one store. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
    source: KeySource,
    /// As last read.
    keys: Mutex<Option<Keys>>,
}

/// How often something is begun anew when keys are replaced at that very moment.
const ATTEMPTS: usize = 3;

const KEY_MISSING: &str = "the key is missing; put it back";

// === impl Vault ===

impl Vault {
    /// Secrets in `store`, sealed with the keys of `source`.
    pub fn new(store: Arc<dyn SecretStore>, source: KeySource, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            store,
            clock,
            source,
            keys: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Keeps a secret, in place of an earlier one of that name.
    ///
    /// # Errors
    /// When there is no key, or no room for one more.
    pub async fn set(&self, org: &OrgId, name: &SecretName, value: &SecretValue) -> Result<()> {
        let mut attempt = 1;
        loop {
            let keys = self.sealing_keys().await?;
            let secret = KeptSecret {
                org: org.clone(),
                name: name.clone(),
                changed_at: self.inner.clock.now(),
                sealed: keys.first().seal(org, name, value)?,
            };
            match self.inner.store.set_secret(secret).await {
                Err(Error::SecretKeyRetired) if attempt < ATTEMPTS => attempt += 1,
                done => return done,
            }
        }
    }

    /// The names of an organisation's secrets.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, org: &OrgId) -> Result<Vec<SecretSummary>> {
        self.inner.store.secrets(org).await
    }

    /// Forgets a secret; needs no key.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete(&self, org: &OrgId, name: &SecretName) -> Result<()> {
        self.inner.store.delete_secret(org, name).await
    }

    /// A secret for a script of its organisation.
    ///
    /// # Errors
    /// When it is there and cannot be opened.
    pub async fn open(&self, org: &OrgId, name: &SecretName) -> Result<Option<SecretValue>> {
        let mut attempt = 1;
        loop {
            let Some(sealed) = self.inner.store.secret(org, name).await? else {
                return Ok(None);
            };
            match self.opening_keys(&sealed.key).await? {
                Some(keys) => return opened(&keys, (org, name), &sealed).map(Some),
                // Between the two looks it may have been sealed anew, and the key be gone.
                None if attempt < ATTEMPTS => attempt += 1,
                None => return Err(unopened((org, name), &sealed.key, KEY_MISSING)),
            }
        }
    }

    /// What is wrong with the keys, in sentences; for a start, when nobody asked for a secret yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn problems(&self) -> Result<Vec<String>> {
        let used = self.inner.store.secret_keys().await?;
        let mut problems = Vec::from_iter(self.inner.source.warning());
        let keys = match self.at_source(KeySource::read).await {
            Ok(keys) => keys,
            Err(error) => {
                problems.push(error.to_string());
                return Ok(problems);
            }
        };
        let place = self.inner.source.place();
        for id in used {
            let known = keys.as_ref().and_then(|keys| keys.with_id(&id));
            if known.is_none() {
                let gap = match keys {
                    Some(_) => format!("which {place} lacks"),
                    None => format!("and {place} is missing: put it back"),
                };
                problems.push(format!("secrets are sealed with key {id}, {gap}"));
            }
        }
        Ok(problems)
    }

    /// The keys as they are now; the first one is made when nothing was sealed yet. Keys that open
    /// nothing of what was sealed are others than those of whoever needs it.
    async fn sealing_keys(&self) -> Result<Keys> {
        for _ in 0..ATTEMPTS {
            let used = self.inner.store.secret_keys().await?;
            match self.at_source(KeySource::read).await? {
                Some(keys)
                    if used.is_empty() || used.iter().any(|id| keys.with_id(id).is_some()) =>
                {
                    return Ok(self.remember(keys));
                }
                // Between the two looks they may have been replaced.
                Some(_) => {}
                None if used.is_empty() => {
                    let made = self.at_source(KeySource::make).await?;
                    return Ok(self.remember(made));
                }
                None => return Err(self.key_missing()),
            }
        }
        Err(self.key_foreign())
    }

    /// Keys with one of them, if it is anywhere.
    async fn opening_keys(&self, id: &KeyId) -> Result<Option<Keys>> {
        if let Some(keys) = self.known().filter(|keys| keys.with_id(id).is_some()) {
            return Ok(Some(keys));
        }
        let read = self.at_source(KeySource::read).await?;
        let keys = read.map(|keys| self.remember(keys));
        Ok(keys.filter(|keys| keys.with_id(id).is_some()))
    }

    fn key_missing(&self) -> Error {
        let place = self.inner.source.place();
        Error::SecretKey(format!(
            "{place} is missing, and secrets are sealed already; set PORTCULLIS_SECRETS_KEY if the server \
             has it, or put the file back; secrets whose key is lost have to be deleted"
        ))
    }

    fn key_foreign(&self) -> Error {
        let place = self.inner.source.place();
        Error::SecretKey(format!(
            "{place} opens none of the secrets that are sealed already; use the key that the server has; \
             secrets whose key is lost have to be deleted"
        ))
    }

    fn known(&self) -> Option<Keys> {
        let known = self.inner.keys.lock();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, keys: Keys) -> Keys {
        let known = self.inner.keys.lock();
        *known.unwrap_or_else(PoisonError::into_inner) = Some(keys.clone());
        keys
    }

    /// Does something with the file of keys, where it may wait for a disk or another process.
    async fn at_source<T: Send + 'static>(
        &self,
        work: impl FnOnce(&KeySource) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let source = self.inner.source.clone();
        let done = tokio::task::spawn_blocking(move || work(&source));
        done.await.map_err(Error::storage)?
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

fn opened(keys: &Keys, (org, name): (&OrgId, &SecretName), sealed: &Sealed) -> Result<SecretValue> {
    let problem = |why: &str| unopened((org, name), &sealed.key, why);
    let key = keys.with_id(&sealed.key);
    let key = key.ok_or_else(|| problem(KEY_MISSING))?;
    let opened = key.open(org, name, sealed);
    opened.map_err(|error| problem(&error.to_string()))
}

fn unopened((org, name): (&OrgId, &SecretName), key: &KeyId, why: &str) -> Error {
    let name = name.as_str();
    Error::SecretKey(format!(
        "secret {name} of organisation {org}, sealed with key {key}: {why}, or delete the secret"
    ))
}

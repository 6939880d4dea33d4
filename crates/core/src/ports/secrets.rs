//! The store of secrets, which sees none.

use std::{collections::BTreeSet, fmt};

use async_trait::async_trait;

use crate::{
    Result,
    id::OrgId,
    secret::{KeptSecret, KeyId, Sealed, SecretName, SecretSummary},
};

/// Keeps sealed values. What is deleted or replaced is gone: there is no history of it.
///
/// As with [`Repository`](super::Repository), what was answered is on disk and seen by every later
/// read, also of another process.
#[async_trait]
pub trait SecretStore: Send + Sync + fmt::Debug {
    /// Keeps a secret, in place of an earlier one of that name.
    ///
    /// # Errors
    /// [`SecretsFull`](crate::Error::SecretsFull) when the organisation has
    /// [`SECRETS_MAX`](crate::secret::SECRETS_MAX) others;
    /// [`SecretKeyRetired`](crate::Error::SecretKeyRetired) when its key no longer seals.
    async fn set_secret(&self, secret: KeptSecret) -> Result<()>;

    /// A sealed value.
    async fn secret(&self, org: &OrgId, name: &SecretName) -> Result<Option<Sealed>>;

    /// The secrets of an organisation, by name.
    async fn secrets(&self, org: &OrgId) -> Result<Vec<SecretSummary>>;

    /// Forgets a secret.
    ///
    /// # Errors
    /// [`SecretNotFound`](crate::Error::SecretNotFound) when there is none.
    async fn delete_secret(&self, org: &OrgId, name: &SecretName) -> Result<()>;

    /// The keys that anything is sealed with.
    async fn secret_keys(&self) -> Result<BTreeSet<KeyId>>;

    /// From now on nothing may be sealed with the `retired` keys, and `current` may seal again.
    async fn retire_secret_keys(&self, current: &KeyId, retired: &[KeyId]) -> Result<()>;

    /// At most `limit` secrets that another key than `current` seals.
    async fn secrets_of_other_keys(&self, current: &KeyId, limit: usize)
    -> Result<Vec<KeptSecret>>;

    /// Keeps `after` where `before` is still what is kept.
    async fn reseal_secret(&self, before: KeptSecret, after: Sealed) -> Result<()>;
}

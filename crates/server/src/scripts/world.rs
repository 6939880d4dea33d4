//! What scripts find outside of themselves: the network, as far as they may reach it, the time, and
//! the secrets of their organisation.

use std::time::Duration;

use portcullis_core::{
    Clock as _, SystemClock, Timestamp,
    id::OrgId,
    secret::{SecretName, SecretValue},
};
use portcullis_fetch::{Fetcher, Policy};
use portcullis_runtime::{FetchRequest, FetchResponse, World};
use tokio::runtime::Handle;

use crate::{error::chain, secrets::Vault};

/// The world of one trigger's run. Its calls wait by blocking the thread.
#[derive(Debug)]
pub(crate) struct ScriptWorld {
    fetcher: Fetcher,
    policy: Policy,
    handle: Handle,
    secrets: Option<(Vault, OrgId)>,
}

// === impl ScriptWorld ===

impl ScriptWorld {
    /// Calls are made by tasks of the runtime behind `handle`.
    pub(crate) fn new(fetcher: Fetcher, policy: Policy, handle: Handle) -> Self {
        Self {
            fetcher,
            policy,
            handle,
            secrets: None,
        }
    }

    /// With the secrets of an organisation.
    pub(crate) fn with_secrets(mut self, vault: Vault, org: OrgId) -> Self {
        self.secrets = Some((vault, org));
        self
    }
}

impl World for ScriptWorld {
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        let fetched = self.fetcher.fetch(request, &self.policy, within);
        self.handle.block_on(fetched)
    }

    fn secret(&mut self, name: &SecretName) -> Result<Option<SecretValue>, String> {
        let Some((vault, org)) = &self.secrets else {
            return Ok(None);
        };
        let opened = self.handle.block_on(vault.open(org, name));
        opened.map_err(|error| {
            tracing::error!("a script gets no secret: {}", chain(&error));
            format!("the secret {:?} cannot be read", name.as_str())
        })
    }

    fn now(&mut self) -> Timestamp {
        SystemClock.now()
    }
}

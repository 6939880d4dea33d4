//! The world around scripts that are tried on the command line.

use portcullis_core::{Result as CoreResult, script::HttpPolicy};
use portcullis_fetch::{Fetcher, Policy};
use tokio::runtime::Runtime;

use crate::{
    cli::Error,
    scripts::{self, ScriptWorld, tightened},
};

/// Calls go out as they would from a server.
#[derive(Debug)]
pub(super) struct Outside {
    runtime: Runtime,
    fetcher: Fetcher,
    policy: Policy,
}

// === impl Outside ===

impl Outside {
    /// With this deny list, or the default one.
    pub(super) fn new(deny_list: Option<&str>) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        Ok(Self {
            runtime: runtime.map_err(|source| Error::Io {
                what: "a runtime for HTTP calls",
                source,
            })?,
            fetcher: scripts::fetcher().map_err(|error| Error::Refused(error.to_string()))?,
            policy: policy(deny_list)?,
        })
    }

    /// For a run that asks for this.
    pub(super) fn of(&self, asked: &HttpPolicy) -> CoreResult<ScriptWorld> {
        let policy = tightened(&self.policy, asked)?;
        let handle = self.runtime.handle().clone();
        Ok(ScriptWorld::new(self.fetcher.clone(), policy, handle))
    }
}

/// What cannot be reached, by this list or by default.
pub(super) fn policy(deny_list: Option<&str>) -> Result<Policy, Error> {
    match deny_list {
        None => Ok(Policy::default()),
        Some(list) => {
            Policy::parse([list]).map_err(|error| Error::Usage(format!("--deny-list: {error}")))
        }
    }
}

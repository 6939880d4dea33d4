//! The world around scripts that are tried on the command line.

use std::time::Duration;

use portcullis_core::{Clock as _, SystemClock, Timestamp};
use portcullis_fetch::{Fetcher, Policy};
use portcullis_runtime::{FetchRequest, FetchResponse, World};
use tokio::runtime::Runtime;

use crate::cli::Error;

/// Who calls, as servers are told.
const USER_AGENT: &str = concat!("portcullis/", env!("CARGO_PKG_VERSION"));

/// Calls go out as they would from a server.
#[derive(Debug)]
pub(super) struct CommandWorld {
    runtime: Runtime,
    fetcher: Fetcher,
    policy: Policy,
}

// === impl CommandWorld ===

impl CommandWorld {
    /// With this deny list, or the default one.
    pub(super) fn new(deny_list: Option<&str>) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let policy = match deny_list {
            None => Policy::default(),
            Some(list) => Policy::parse([list])
                .map_err(|error| Error::Usage(format!("--deny-list: {error}")))?,
        };
        Ok(Self {
            runtime: runtime.map_err(|source| Error::Io {
                what: "a runtime for HTTP calls",
                source,
            })?,
            fetcher: Fetcher::new(USER_AGENT).map_err(|error| Error::Refused(error.to_string()))?,
            policy,
        })
    }
}

impl World for CommandWorld {
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        self.runtime
            .block_on(self.fetcher.fetch(request, &self.policy, within))
    }

    fn secret(&mut self, _name: &str) -> Option<String> {
        None
    }

    fn now(&mut self) -> Timestamp {
        SystemClock.now()
    }
}

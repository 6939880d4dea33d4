//! What scripts find outside of themselves: the network, as far as they may reach it, and the time.

use std::time::Duration;

use portcullis_core::{Clock as _, SystemClock, Timestamp};
use portcullis_fetch::{Fetcher, Policy};
use portcullis_runtime::{FetchRequest, FetchResponse, World};
use tokio::runtime::Handle;

/// The world of one trigger's run. Its calls wait by blocking the thread.
#[derive(Debug)]
pub(crate) struct ScriptWorld {
    fetcher: Fetcher,
    policy: Policy,
    handle: Handle,
}

// === impl ScriptWorld ===

impl ScriptWorld {
    /// Calls are made by tasks of the runtime behind `handle`.
    pub(crate) fn new(fetcher: Fetcher, policy: Policy, handle: Handle) -> Self {
        Self {
            fetcher,
            policy,
            handle,
        }
    }
}

impl World for ScriptWorld {
    fn fetch(&mut self, request: &FetchRequest, within: Duration) -> Result<FetchResponse, String> {
        let fetched = self.fetcher.fetch(request, &self.policy, within);
        self.handle.block_on(fetched)
    }

    fn secret(&mut self, _name: &str) -> Option<String> {
        None
    }

    fn now(&mut self) -> Timestamp {
        SystemClock.now()
    }
}

//! Who watches the log, and what they are told.

mod mailbox;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use portcullis_core::{
    Error, Result,
    execution::{Entry, Execution, ExecutionFilter},
    id::OrgId,
    ports::{ExecutionWatch, Watched},
};

use crate::Options;

use mailbox::Mailbox;

/// Everybody who watches.
#[derive(Debug)]
pub(crate) struct Watchers {
    state: Mutex<State>,
    most: usize,
    most_per_org: usize,
    mailbox_entries: usize,
    mailbox_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    watchers: Vec<Arc<Watcher>>,
    ended: bool,
}

/// What somebody wants to see, and what was found for them.
#[derive(Debug)]
struct Watcher {
    org: OrgId,
    filter: ExecutionFilter,
    mailbox: Mailbox,
}

/// The end that somebody holds.
#[derive(Debug)]
struct Watch {
    watchers: Arc<Watchers>,
    watcher: Arc<Watcher>,
}

// === impl Watchers ===

impl Watchers {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            state: Mutex::default(),
            most: options.watches,
            most_per_org: options.watches_per_org,
            mailbox_entries: options.watch_entries,
            mailbox_bytes: options.watch_bytes,
        }
    }

    pub(crate) fn watch(
        self: &Arc<Self>,
        org: &OrgId,
        filter: ExecutionFilter,
    ) -> Result<Box<dyn ExecutionWatch>> {
        let mut state = self.lock();
        if state.ended {
            return Err(Error::Unavailable("the log of executions is closed"));
        }
        let of_org = state.watchers.iter().filter(|it| it.org == *org).count();
        if state.watchers.len() >= self.most || of_org >= self.most_per_org {
            return Err(Error::Unavailable("too many watch the log of executions"));
        }
        let watcher = Arc::new(Watcher {
            org: org.clone(),
            filter,
            mailbox: Mailbox::new(self.mailbox_entries, self.mailbox_bytes),
        });
        state.watchers.push(Arc::clone(&watcher));
        Ok(Box::new(Watch {
            watchers: Arc::clone(self),
            watcher,
        }))
    }

    /// Whether anybody watches what an organisation's actions do.
    pub(crate) fn watch_any(&self, org: &OrgId) -> bool {
        self.lock().watchers.iter().any(|it| it.org == *org)
    }

    /// Tells whoever wants to know of an entry that is kept.
    pub(crate) fn added(&self, org: &OrgId, entry: &Arc<Entry>) {
        self.each(org, &entry.execution, |mailbox| mailbox.add(entry));
    }

    /// Tells whoever wanted to know that there is one less to see.
    pub(crate) fn dropped(&self, org: &OrgId, execution: &Execution) {
        self.each(org, execution, Mailbox::miss);
    }

    /// Ends all watching, and lets nobody begin.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        for watcher in state.watchers.drain(..) {
            watcher.mailbox.end();
        }
    }

    fn each(&self, org: &OrgId, execution: &Execution, tell: impl Fn(&Mailbox)) {
        for watcher in &self.lock().watchers {
            if watcher.org == *org && watcher.filter.matches(execution) {
                tell(&watcher.mailbox);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Watch ===

#[async_trait]
impl ExecutionWatch for Watch {
    async fn next(&mut self) -> Option<Watched> {
        self.watcher.mailbox.next().await
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = self.watchers.lock();
        state.watchers.retain(|it| !Arc::ptr_eq(it, &self.watcher));
    }
}

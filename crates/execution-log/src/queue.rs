//! What waits to be written: bounded in number and in bytes, taken many at a time.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use portcullis_core::{execution::Execution, id::OrgId};

use crate::{Options, fit};

/// An execution on its way.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) org: OrgId,
    pub(crate) execution: Execution,
    cost: usize,
}

/// The way to the thread that writes.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    /// Tells the thread that there is something to do.
    news: Condvar,
    entries: usize,
    bytes: usize,
    batch: usize,
    linger: Duration,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Noted>,
    bytes: usize,
    /// How many were ever accepted.
    accepted: u64,
    /// Whether somebody waits for what is there to be written.
    hurried: bool,
    closed: bool,
}

// === impl Noted ===

impl Noted {
    /// Cut to what an entry may hold.
    pub(crate) fn new(org: &OrgId, mut execution: Execution) -> Self {
        fit::fit(&mut execution);
        Self {
            org: org.clone(),
            cost: fit::cost(&execution),
            execution,
        }
    }
}

// === impl Queue ===

impl Queue {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            state: Mutex::default(),
            news: Condvar::new(),
            entries: options.queue_entries,
            bytes: options.queue_bytes,
            batch: options.batch.max(1),
            linger: options.linger,
        }
    }

    /// Adds what fits, and gives the rest back.
    pub(crate) fn add(&self, noted: Vec<Noted>) -> Vec<Noted> {
        let mut state = self.lock();
        let before = state.waiting.len();
        let mut refused = Vec::new();
        for one in noted {
            let fits = state.waiting.len() < self.entries && state.bytes + one.cost <= self.bytes;
            if state.closed || !fits {
                refused.push(one);
                continue;
            }
            state.bytes += one.cost;
            state.accepted += 1;
            state.waiting.push_back(one);
        }
        let after = state.waiting.len();
        // In between, the thread lingers and need not be woken.
        if (before == 0 && after > 0) || (before < self.batch && after >= self.batch) {
            self.news.notify_one();
        }
        refused
    }

    /// Waits for entries, at most for `idle`, and takes a batch of them. None when the queue is closed
    /// and empty.
    pub(crate) fn take(&self, idle: Duration) -> Option<Vec<Noted>> {
        let state = self.wait(self.lock(), idle, |state| {
            !state.waiting.is_empty() || state.closed
        });
        if state.waiting.is_empty() {
            return if state.closed { None } else { Some(Vec::new()) };
        }
        let mut state = self.wait(state, self.linger, |state| {
            state.waiting.len() >= self.batch || state.hurried || state.closed
        });
        let count = state.waiting.len().min(self.batch);
        let batch: Vec<_> = state.waiting.drain(..count).collect();
        state.bytes -= batch.iter().map(|noted| noted.cost).sum::<usize>();
        if state.waiting.is_empty() {
            state.hurried = false;
        }
        Some(batch)
    }

    /// Has what is there written at once. Tells how many were accepted so far.
    pub(crate) fn hurry(&self) -> u64 {
        let mut state = self.lock();
        if !state.waiting.is_empty() {
            state.hurried = true;
            self.news.notify_one();
        }
        state.accepted
    }

    /// Refuses what comes later.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.news.notify_one();
    }

    /// Waits until there is `enough`, at most for a while.
    fn wait<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        most: Duration,
        enough: impl Fn(&State) -> bool,
    ) -> MutexGuard<'a, State> {
        let waited = self
            .news
            .wait_timeout_while(state, most, |state| !enough(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What waits for one who watches: bounded, so that a slow one loses entries and holds nobody up.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use portcullis_core::{execution::Entry, ports::Watched};
use tokio::sync::Notify;

use crate::fit;

/// Entries on their way to the only one who takes them.
#[derive(Debug)]
pub(super) struct Mailbox {
    state: Mutex<State>,
    news: Notify,
    entries: usize,
    bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Watched>,
    bytes: usize,
    /// How many were lost since the last one that waits.
    missed: u64,
    ended: bool,
}

// === impl Mailbox ===

impl Mailbox {
    pub(super) fn new(entries: usize, bytes: usize) -> Self {
        Self {
            state: Mutex::default(),
            news: Notify::new(),
            entries,
            bytes,
        }
    }

    /// Adds an entry if it fits.
    pub(super) fn add(&self, entry: &Arc<Entry>) {
        let mut state = self.lock();
        let cost = fit::cost(&entry.execution);
        if state.waiting.len() >= self.entries || state.bytes + cost > self.bytes {
            state.missed += 1;
            return;
        }
        state.bytes += cost;
        let missed = std::mem::take(&mut state.missed);
        let entry = Arc::clone(entry);
        state.waiting.push_back(Watched { entry, missed });
        self.news.notify_one();
    }

    /// Counts an entry that nobody gets.
    pub(super) fn miss(&self) {
        self.lock().missed += 1;
    }

    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.news.notify_one();
    }

    /// The next entry; none at the end.
    pub(super) async fn next(&self) -> Option<Watched> {
        loop {
            {
                let mut state = self.lock();
                if let Some(watched) = state.waiting.pop_front() {
                    state.bytes -= fit::cost(&watched.entry.execution);
                    return Some(watched);
                }
                if state.ended {
                    return None;
                }
            }
            // What came in between has left a permit.
            self.news.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

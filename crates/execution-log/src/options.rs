//! What can be tuned.

use std::time::Duration;

/// How long entries are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// How many in all. Beyond that, the organisation with the most loses its oldest.
    pub entries: u64,
    /// How long after they began.
    pub age: Duration,
}

/// Sizes of queues and pools. The defaults fit a small machine.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long entries are kept.
    pub keep: Keep,
    /// How many entries may wait to be written.
    pub queue_entries: usize,
    /// How much memory they may take.
    pub queue_bytes: usize,
    /// How many entries are written together at most.
    pub batch: usize,
    /// How long the first of them waits for others, unless somebody wants to read.
    pub linger: Duration,
    /// How many entries are taken out together at most.
    pub prune: u32,
    /// How often old entries are looked for when nothing is written.
    pub prune_interval: Duration,
    /// How many lists are read at the same time at most.
    pub readers: usize,
    /// How many may watch at the same time.
    pub watches: usize,
    /// How many of them may be of one organisation.
    pub watches_per_org: usize,
    /// How many entries wait for somebody who watches.
    pub watch_entries: usize,
    /// How much memory they may take.
    pub watch_bytes: usize,
    /// How long another process may hold the file before entries are dropped.
    pub busy_timeout: Duration,
}

// === impl Keep ===

impl Keep {
    /// Whether nothing is kept at all.
    pub(crate) fn is_nothing(self) -> bool {
        self.entries == 0
    }
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            entries: 100_000,
            age: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

// === impl Options ===

impl Default for Options {
    fn default() -> Self {
        Self {
            keep: Keep::default(),
            queue_entries: 8192,
            queue_bytes: 16 << 20,
            batch: 256,
            linger: Duration::from_millis(100),
            prune: 512,
            prune_interval: Duration::from_secs(60),
            readers: 2,
            watches: 256,
            watches_per_org: 32,
            watch_entries: 1024,
            watch_bytes: 256 << 10,
            busy_timeout: Duration::from_secs(5),
        }
    }
}

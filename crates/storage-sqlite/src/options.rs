//! What can be tuned.

use std::time::Duration;

/// Sizes of queues, pools and caches. The defaults fit a small machine.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many commands may wait; one more is refused with nothing written.
    pub queue: usize,
    /// How many commands are committed together at most.
    pub batch: usize,
    /// How many lists, flows and audits are read at the same time at most.
    pub readers: usize,
    /// How much memory cached callers, organisations and actions may take.
    pub cache_bytes: u64,
    /// How long another process may hold the database before a command is refused.
    pub busy_timeout: Duration,
}

// === impl Options ===

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 1024,
            batch: 64,
            readers: 4,
            cache_bytes: 32 << 20,
            busy_timeout: Duration::from_secs(5),
        }
    }
}

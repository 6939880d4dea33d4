//! A clock that a test moves forward; otherwise it goes like the machine's.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use portcullis_core::{Clock, SystemClock, Timestamp};

/// The machine's clock, and ahead of it by as much as a test says.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    seconds_ahead: AtomicU64,
}

// === impl TestClock ===

impl TestClock {
    /// Lets time pass at once.
    pub(crate) fn advance(&self, seconds: u64) {
        self.seconds_ahead.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let ahead = self.seconds_ahead.load(Ordering::Relaxed);
        SystemClock.now().after(Duration::from_secs(ahead))
    }
}

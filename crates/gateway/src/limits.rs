//! What the calls of a method may cost.

use std::time::Duration;

/// Bounds on every call of a method; see [`Builder::limits`](crate::gateway::Builder::limits).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest message that is read, in bytes after decompression. A larger one is
    /// RESOURCE_EXHAUSTED.
    pub message: usize,
    /// How long a message may take to arrive once it has begun to; the only message of a call
    /// begins with it, and the end behind it may take as long again. A slower one is
    /// DEADLINE_EXCEEDED.
    pub message_time: Duration,
    /// How long a caller may leave a stream of requests idle; for ever if none.
    pub idle_time: Option<Duration>,
    /// How long a call may take, its answer included, whatever the caller asks for; for ever if
    /// none.
    pub timeout: Option<Duration>,
    /// How many calls of the method may run at a time; any number if none. Further ones are
    /// RESOURCE_EXHAUSTED at once.
    pub concurrency: Option<usize>,
}

// === impl Limits ===

impl Default for Limits {
    /// Messages of 4 MiB, which is what other implementations of gRPC take, within 30 seconds; no
    /// other bound.
    fn default() -> Self {
        Self {
            message: 4 * 1024 * 1024,
            message_time: Duration::from_secs(30),
            idle_time: None,
            timeout: None,
            concurrency: None,
        }
    }
}

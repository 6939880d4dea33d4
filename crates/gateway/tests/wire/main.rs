//! The gateway behind its own server, over real sockets: what happens to memory, to handlers and
//! to other callers when a peer is slow, silent, gone or hostile.
//!
//! Limits are short here, and nothing is checked to come early: only what must not come before its
//! time, and that it comes at all.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, helpers included"
)]

mod backpressure;
mod cancellation;
mod deadlines;
mod duplex;
mod early_answers;
mod hostile;
mod malformed;
mod support;

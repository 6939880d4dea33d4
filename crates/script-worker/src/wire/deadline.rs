//! Until when to wait for the other side.

use std::{
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::Lost;

/// The time until then.
pub(super) fn left_until(deadline: Instant) -> Result<Duration, Lost> {
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(Lost::Late),
        left => Ok(left),
    }
}

/// Waits until something can be done, or the other side has gone; an interruption may come first.
///
/// Unlike the timeout of a socket, which may end an eighth too late, this ends when it is to.
pub(super) fn wait_until(
    deadline: Instant,
    stream: &UnixStream,
    what: PollFlags,
) -> Result<(), Lost> {
    let left = Timespec::try_from(left_until(deadline)?).ok();
    match poll(&mut [PollFd::new(stream, what)], left.as_ref()) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

//! One end of both sockets.

use std::{io, os::unix::net::UnixStream, time::Instant};

use super::Channel;

/// What connects a parent with its worker.
#[derive(Debug)]
pub(crate) struct Link {
    /// What one side waits for.
    pub(crate) control: Channel,
    /// Effects, from the worker to the parent.
    pub(crate) journal: Channel,
}

/// A socket for each.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(crate) control: UnixStream,
    pub(crate) journal: UnixStream,
}

// === impl Link ===

impl Link {
    pub(crate) fn new(sockets: Sockets) -> Self {
        Self {
            control: Channel::new(sockets.control),
            journal: Channel::new(sockets.journal),
        }
    }

    /// Until when to wait for the other side.
    pub(crate) fn set_deadline(&mut self, deadline: Instant) {
        self.control.set_deadline(Some(deadline));
        self.journal.set_deadline(Some(deadline));
    }
}

// === impl Sockets ===

impl Sockets {
    /// Both ends.
    pub(crate) fn pair() -> io::Result<(Self, Self)> {
        let (control, other_control) = UnixStream::pair()?;
        let (journal, other_journal) = UnixStream::pair()?;
        let one = Self { control, journal };
        let other = Self {
            control: other_control,
            journal: other_journal,
        };
        Ok((one, other))
    }
}

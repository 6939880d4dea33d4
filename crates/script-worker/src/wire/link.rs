//! One end of all sockets.

use std::{io, os::unix::net::UnixStream, time::Instant};

use super::{Receiver, Sender};

/// What connects a parent with its worker.
#[derive(Debug)]
pub(crate) struct Link<Journal> {
    /// What one side waits for.
    pub(crate) incoming: Receiver,
    pub(crate) outgoing: Sender,
    /// Effects, from the worker to the parent.
    pub(crate) journal: Journal,
}

/// A parent's end.
pub(crate) type ParentLink = Link<Receiver>;
/// A worker's end.
pub(crate) type WorkerLink = Link<Sender>;

/// A socket for each.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(crate) incoming: UnixStream,
    pub(crate) outgoing: UnixStream,
    pub(crate) journal: UnixStream,
}

// === impl Link ===

impl<Journal: From<UnixStream>> Link<Journal> {
    pub(crate) fn new(sockets: Sockets) -> Self {
        Self {
            incoming: sockets.incoming.into(),
            outgoing: sockets.outgoing.into(),
            journal: sockets.journal.into(),
        }
    }
}

impl ParentLink {
    /// Until when to wait for the other side.
    pub(crate) fn set_deadline(&mut self, deadline: Instant) {
        self.incoming.set_deadline(Some(deadline));
        self.outgoing.set_deadline(Some(deadline));
        self.journal.set_deadline(Some(deadline));
    }
}

// === impl Sockets ===

impl Sockets {
    /// Both ends.
    pub(crate) fn pair() -> io::Result<(Self, Self)> {
        let (incoming, other_outgoing) = UnixStream::pair()?;
        let (outgoing, other_incoming) = UnixStream::pair()?;
        let (journal, other_journal) = UnixStream::pair()?;
        let one = Self {
            incoming,
            outgoing,
            journal,
        };
        let other = Self {
            incoming: other_incoming,
            outgoing: other_outgoing,
            journal: other_journal,
        };
        Ok((one, other))
    }
}

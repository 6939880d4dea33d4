//! The end of a socket that receives frames.

use std::{borrow::Cow, os::unix::net::UnixStream, time::Instant};

use rustix::{
    buffer::{Buffer, spare_capacity},
    event::PollFlags,
    io::Errno,
    net::{RecvFlags, recv},
};

use super::{
    Lost,
    deadline::{left_until, wait_until},
    frame::{self, BUFFER, HEADER, Incoming},
};

/// Bytes of a long payload that memory is made for before they come.
const PIECE: usize = 1 << 20;

/// Receives frames.
#[derive(Debug)]
pub(crate) struct Receiver {
    stream: UnixStream,
    deadline: Option<Instant>,
    /// What came; the first bytes of it were read.
    received: Vec<u8>,
    read: usize,
}

// === impl Receiver ===

impl From<UnixStream> for Receiver {
    fn from(stream: UnixStream) -> Self {
        Self {
            stream,
            deadline: None,
            received: Vec::new(),
            read: 0,
        }
    }
}

impl Receiver {
    /// Until when to wait for the other side; without a deadline, for ever.
    pub(crate) fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Waits until there is something to receive.
    pub(crate) fn wait(&mut self) -> Result<(), Lost> {
        while self.unread().is_empty() {
            self.listen()?;
        }
        Ok(())
    }

    /// Waits for a message.
    pub(crate) fn receive<M: Incoming>(&mut self) -> Result<M, Lost> {
        let header = loop {
            match self.unread().first_chunk::<HEADER>() {
                Some(header) => break *header,
                None => self.listen()?,
            }
        };
        self.read += HEADER;
        let (length, kind) = frame::read_header(header)?;
        let message = match self.unread().get(..length) {
            Some(payload) => M::read(kind, Cow::Borrowed(payload)),
            None => M::read(kind, Cow::Owned(self.receive_rest(length)?)),
        };
        self.read = self.received.len().min(self.read + length);
        message.map_err(Lost::Garbled)
    }

    /// The next message of those that were sent so far. `is_all` begins as false, and is true as soon as
    /// the system has no more of them.
    pub(crate) fn receive_sent<M: Incoming>(
        &mut self,
        is_all: &mut bool,
    ) -> Result<Option<M>, Lost> {
        while self.unread().is_empty() {
            if *is_all {
                return Ok(None);
            }
            *is_all = self.look()?;
        }
        self.receive().map(Some)
    }

    /// Whether the other side said something that was not received yet. It may have gone, too.
    pub(crate) fn has_news(&self) -> bool {
        if !self.unread().is_empty() {
            return true;
        }
        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        let mut byte = [0];
        !matches!(
            recv(&self.stream, &mut byte, flags),
            Err(Errno::AGAIN | Errno::INTR)
        )
    }

    fn unread(&self) -> &[u8] {
        self.received.get(self.read..).unwrap_or_default()
    }

    /// The payload whose beginning was received, and its rest as it comes.
    fn receive_rest(&mut self, length: usize) -> Result<Vec<u8>, Lost> {
        let mut payload = self.unread().to_vec();
        let mut filled = payload.len();
        while filled < length {
            if filled == payload.len() {
                // memory follows what really comes
                payload.resize(length.min(filled + PIECE), 0);
            }
            let flags = self.await_bytes()?;
            let (_, rest) = payload.split_at_mut(filled);
            filled += take(&self.stream, rest, flags)?;
        }
        Ok(payload)
    }

    /// Waits for more, but not beyond an interruption.
    fn listen(&mut self) -> Result<(), Lost> {
        let flags = self.await_bytes()?;
        self.make_room();
        let room = spare_capacity(&mut self.received);
        take(&self.stream, room, flags).map(drop)
    }

    /// Takes what is there, when everything before was read. Whether that is all.
    fn look(&mut self) -> Result<bool, Lost> {
        self.make_room();
        let room = spare_capacity(&mut self.received);
        take(&self.stream, room, RecvFlags::DONTWAIT)?;
        let is_all = self.received.len() < self.received.capacity();
        if !is_all && let Some(deadline) = self.deadline {
            // whoever never stops is late at last
            left_until(deadline)?;
        }
        Ok(is_all)
    }

    /// Waits as long as there is a deadline; otherwise receiving does, as a worker may do nothing else.
    fn await_bytes(&self) -> Result<RecvFlags, Lost> {
        let Some(deadline) = self.deadline else {
            return Ok(RecvFlags::empty());
        };
        wait_until(deadline, &self.stream, PollFlags::IN)?;
        Ok(RecvFlags::DONTWAIT)
    }

    /// Forgets what was read; less than a header was not.
    fn make_room(&mut self) {
        self.received.drain(..self.read);
        self.read = 0;
        let room = BUFFER.saturating_sub(self.received.len());
        self.received.reserve_exact(room);
    }
}

/// How many bytes came. None may have come where nobody waits, and when that was interrupted.
fn take(stream: &UnixStream, room: impl Buffer<u8>, flags: RecvFlags) -> Result<usize, Lost> {
    match recv(stream, room, flags) {
        Ok((_, 0)) => Err(Lost::Closed),
        Ok((_, count)) => Ok(count),
        Err(Errno::AGAIN | Errno::INTR) => Ok(0),
        Err(errno) => Err(errno.into()),
    }
}

//! The end of a socket that sends frames.

use std::{mem, os::unix::net::UnixStream, time::Instant};

use rustix::{
    event::PollFlags,
    io::Errno,
    net::{SendFlags, send},
};

use super::{
    Lost,
    deadline::wait_until,
    frame::{self, BUFFER, Outgoing},
};

/// Sends frames.
#[derive(Debug)]
pub(crate) struct Sender {
    stream: UnixStream,
    deadline: Option<Instant>,
    /// Memory for the next frame.
    frame: Vec<u8>,
}

// === impl Sender ===

impl From<UnixStream> for Sender {
    fn from(stream: UnixStream) -> Self {
        Self {
            stream,
            deadline: None,
            frame: Vec::new(),
        }
    }
}

impl Sender {
    /// Until when to wait for room; without a deadline, for ever.
    pub(crate) fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &impl Outgoing) -> Result<(), Lost> {
        self.with_frame(message, |this, frame| this.send_all(frame))
    }

    /// Sends a message. When the other side has to read before all of it has room, `when_full` is to
    /// see to that.
    pub(crate) fn send_or(
        &mut self,
        message: &impl Outgoing,
        when_full: impl FnOnce() -> Result<(), Lost>,
    ) -> Result<(), Lost> {
        self.with_frame(message, |this, frame| {
            let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
            let sent = match send(&this.stream, frame, flags) {
                Ok(count) => count,
                Err(Errno::AGAIN | Errno::INTR) => 0,
                Err(errno) => return Err(errno.into()),
            };
            match frame.get(sent..) {
                None | Some([]) => Ok(()),
                Some(rest) => {
                    when_full()?;
                    this.send_all(rest)
                }
            }
        })
    }

    fn with_frame(
        &mut self,
        message: &impl Outgoing,
        work: impl FnOnce(&Self, &[u8]) -> Result<(), Lost>,
    ) -> Result<(), Lost> {
        let mut frame = mem::take(&mut self.frame);
        let done = frame::write(message, &mut frame).and_then(|()| work(self, &frame));
        if frame.capacity() <= BUFFER {
            self.frame = frame;
        }
        done
    }

    fn send_all(&self, mut bytes: &[u8]) -> Result<(), Lost> {
        let mut flags = SendFlags::NOSIGNAL;
        flags.set(SendFlags::DONTWAIT, self.deadline.is_some());
        while !bytes.is_empty() {
            match send(&self.stream, bytes, flags) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(Errno::AGAIN | Errno::INTR) => {
                    if let Some(deadline) = self.deadline {
                        wait_until(deadline, &self.stream, PollFlags::OUT)?;
                    }
                }
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }
}

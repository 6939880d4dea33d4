//! One end of the socket.

use std::{
    io::{self, BufReader, ErrorKind, Read as _, Write as _},
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    net::{RecvFlags, SendFlags, recv, send},
};

/// The most bytes of a payload. An answer of 20 MiB that is told as JSON fits in, mostly.
pub(crate) const PAYLOAD_MAX: usize = 32 << 20;

/// Length and kind.
const HEADER: usize = 5;

/// How much later than the deadline a wait may end: a timeout that is as good as the one that is set
/// already costs no system call.
const SLACK: Duration = Duration::from_millis(20);

/// Sends and receives frames.
#[derive(Debug)]
pub(crate) struct Channel {
    stream: BufReader<UnixStream>,
    deadline: Option<Instant>,
    /// What the system was told last.
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

/// The conversation is over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    #[error("it closed the connection")]
    Closed,
    #[error("it did not answer in time")]
    Late,
    #[error("it said what cannot be understood: {0}")]
    Garbled(String),
    #[error("{0}")]
    Io(io::Error),
    /// Only of a message to be sent, of which nothing was sent then.
    #[error("a message of {0} bytes is too large")]
    TooLarge(usize),
}

/// A message that goes out.
pub(crate) trait Outgoing {
    /// Writes the payload behind what `frame` has already; answers the kind.
    fn write(&self, frame: &mut Vec<u8>) -> u8;
}

/// A message that comes in.
pub(crate) trait Incoming: Sized {
    /// # Errors
    ///
    /// What is wrong with it.
    fn read(kind: u8, payload: Vec<u8>) -> Result<Self, String>;
}

// === impl Channel ===

impl Channel {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self {
            stream: BufReader::new(stream),
            deadline: None,
            read_timeout: None,
            write_timeout: None,
        }
    }

    /// Until when to wait for the other side; without a deadline, for ever.
    pub(crate) fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &impl Outgoing) -> Result<(), Lost> {
        let frame = frame(message)?;
        self.send_all(&frame)
    }

    /// Sends a message. When the other side has to read before all of it has room, `when_full` is to
    /// see to that.
    pub(crate) fn send_or(
        &mut self,
        message: &impl Outgoing,
        when_full: impl FnOnce() -> Result<(), Lost>,
    ) -> Result<(), Lost> {
        let frame = frame(message)?;
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        let sent = match send(self.stream.get_ref(), &frame, flags) {
            Ok(count) => count,
            Err(Errno::AGAIN | Errno::INTR) => 0,
            Err(errno) => return Err(Lost::of(errno.into())),
        };
        match frame.get(sent..) {
            None | Some([]) => Ok(()),
            Some(rest) => {
                when_full()?;
                self.send_all(rest)
            }
        }
    }

    /// Waits until there is something to receive, or the other side has gone.
    ///
    /// Unlike the timeout of a socket, which may end an eighth too late, this ends when it is to.
    pub(crate) fn wait(&mut self) -> Result<(), Lost> {
        while self.stream.buffer().is_empty() {
            let left = self.left()?.map(Timespec::try_from).and_then(Result::ok);
            let stream = &mut [PollFd::new(self.stream.get_ref(), PollFlags::IN)];
            match poll(stream, left.as_ref()) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => break,
                Err(errno) => return Err(Lost::of(errno.into())),
            }
        }
        Ok(())
    }

    /// Waits for a message.
    pub(crate) fn receive<M: Incoming>(&mut self) -> Result<M, Lost> {
        let mut header = [0; HEADER];
        self.fill(&mut header)?;
        let [a, b, c, d, kind] = header;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > PAYLOAD_MAX {
            return Err(Lost::Garbled(format!("a message of {length} bytes")));
        }
        // memory follows what really comes
        let mut payload = Vec::with_capacity(length.min(64 << 10));
        while payload.len() < length {
            let chunk = (length - payload.len()).min(1 << 20);
            let at = payload.len();
            payload.resize(at + chunk, 0);
            let (_, rest) = payload.split_at_mut(at);
            self.fill(rest)?;
        }
        M::read(kind, payload).map_err(Lost::Garbled)
    }

    /// Whether the other side said something that was not received yet. It may have gone, too.
    pub(crate) fn has_news(&self) -> bool {
        if !self.stream.buffer().is_empty() {
            return true;
        }
        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        let mut byte = [0];
        !matches!(
            recv(self.stream.get_ref(), &mut byte, flags),
            Err(Errno::AGAIN | Errno::INTR)
        )
    }

    fn send_all(&mut self, mut bytes: &[u8]) -> Result<(), Lost> {
        while !bytes.is_empty() {
            self.limit_writing()?;
            match self.stream.get_mut().write(bytes) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if may_go_on(&error) => {}
                Err(error) => return Err(Lost::of(error)),
            }
        }
        Ok(())
    }

    fn fill(&mut self, mut target: &mut [u8]) -> Result<(), Lost> {
        while !target.is_empty() {
            if self.stream.buffer().is_empty() {
                self.limit_reading()?;
            }
            match self.stream.read(target) {
                Ok(0) => return Err(Lost::Closed),
                Ok(count) => target = target.get_mut(count..).unwrap_or_default(),
                Err(error) if may_go_on(&error) => {}
                Err(error) => return Err(Lost::of(error)),
            }
        }
        Ok(())
    }

    fn limit_writing(&mut self) -> Result<(), Lost> {
        let left = self.left()?;
        if is_other(self.write_timeout, left) {
            let stream = self.stream.get_ref();
            stream.set_write_timeout(left).map_err(Lost::Io)?;
            self.write_timeout = left;
        }
        Ok(())
    }

    fn limit_reading(&mut self) -> Result<(), Lost> {
        let left = self.left()?;
        if is_other(self.read_timeout, left) {
            let stream = self.stream.get_ref();
            stream.set_read_timeout(left).map_err(Lost::Io)?;
            self.read_timeout = left;
        }
        Ok(())
    }

    /// The time until the deadline, never 0, which would mean no limit.
    fn left(&self) -> Result<Option<Duration>, Lost> {
        let Some(deadline) = self.deadline else {
            return Ok(None);
        };
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(Lost::Late),
            left => Ok(Some(left)),
        }
    }
}

fn frame(message: &impl Outgoing) -> Result<Vec<u8>, Lost> {
    let mut frame = vec![0; HEADER];
    let kind = message.write(&mut frame);
    let length = frame.len() - HEADER;
    if length > PAYLOAD_MAX {
        return Err(Lost::TooLarge(length));
    }
    let [a, b, c, d] = (length as u32).to_le_bytes();
    for (byte, value) in frame.iter_mut().zip([a, b, c, d, kind]) {
        *byte = value;
    }
    Ok(frame)
}

/// Whether it was interrupted, or waited as long as the system was told, which may be too early.
fn may_go_on(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
    )
}

/// Whether the timeout that is set is not as good as the one that is wanted.
fn is_other(set: Option<Duration>, wanted: Option<Duration>) -> bool {
    match (set, wanted) {
        (Some(set), Some(wanted)) => set.abs_diff(wanted) > SLACK,
        (set, wanted) => set != wanted,
    }
}

// === impl Lost ===

impl Lost {
    fn of(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => Self::Closed,
            _ => Self::Io(error),
        }
    }
}

//! The messages of an answer on their way out, until they end or their time is up.
//!
//! They are encoded when the connection asks for more, as many at a time as are ready and fit a
//! part, so that a slow reader slows the handler down and memory stays flat. How they are framed
//! is not known here.

use std::{
    future::Future as _,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::BytesMut;
use tokio::{
    runtime::Handle,
    task::AbortHandle,
    time::{Instant, Sleep, sleep_until},
};
use tonic::{Code, Status};

use crate::{call::Messages, deadline, outcome::Outcome};

/// How many bytes are gathered before they are sent, while there are more.
const PART_BYTES: usize = 32 * 1024;
/// How many messages; they may be empty.
const PART_MESSAGES: usize = 1024;
/// Room for the first part. Later ones get as much as the one before had.
const FIRST_ROOM: usize = 8 * 1024;

/// See the module.
pub(crate) struct Outflow {
    /// None once the call is over.
    running: Arc<Mutex<Option<Running>>>,
    deadline: Option<Pin<Box<Sleep>>>,
    watch: Option<AbortHandle>,
    /// Where messages are gathered; empty between two parts.
    part: BytesMut,
    /// How many bytes a part is expected to have.
    room: usize,
}

/// What a call holds as long as it runs.
struct Running {
    messages: Box<dyn Messages>,
    outcome: Outcome,
}

/// What is to be sent next.
pub(crate) struct Part {
    /// Messages; none at the end only.
    pub(crate) bytes: BytesMut,
    /// Whether there are no more.
    pub(crate) end: Option<End>,
}

/// There are no more messages; with the status that says so, if any.
pub(crate) struct End(pub(crate) Option<Status>);

/// Why no further message is taken at the moment.
enum Pause {
    /// None is ready.
    Pending,
    /// Enough are gathered.
    Full,
    /// There are no more.
    End(End),
}

/// What asking for the next message came to.
pub(crate) type Polled = Poll<Option<Result<(), Status>>>;

// === impl Outflow ===

impl Outflow {
    pub(crate) fn new(
        messages: Box<dyn Messages>,
        deadline: Option<Pin<Box<Sleep>>>,
        outcome: Outcome,
    ) -> Self {
        let running = Arc::new(Mutex::new(Some(Running { messages, outcome })));
        let at = deadline.as_ref().map(|deadline| deadline.deadline());
        let watch = at.and_then(|at| watch(at, &running));
        Self {
            running,
            deadline,
            watch,
            part: BytesMut::new(),
            room: FIRST_ROOM,
        }
    }

    /// Gathers messages by `put` until there is a reason to stop.
    pub(crate) fn poll_part(
        &mut self,
        cx: &mut Context<'_>,
        put: impl FnMut(&mut dyn Messages, &mut BytesMut, &mut Context<'_>) -> Polled,
    ) -> Poll<Part> {
        let mut bytes = std::mem::take(&mut self.part);
        bytes.reserve(self.room);
        let end = match self.take(cx, &mut bytes, put) {
            Pause::End(end) => Some(end),
            // who always has a message at hand is never waited for, but has a deadline, too
            Pause::Pending | Pause::Full if self.is_late(cx) => {
                Some(End(Some(deadline::exceeded())))
            }
            pause if bytes.is_empty() => {
                // messages without bytes that are sent as they are leave nothing to send
                if matches!(pause, Pause::Full) {
                    cx.waker().wake_by_ref();
                }
                self.part = bytes;
                return Poll::Pending;
            }
            Pause::Pending | Pause::Full => None,
        };
        if let Some(End(status)) = &end {
            let code = status.as_ref().map_or(Code::Ok, Status::code);
            end_call(&self.running, code);
        }
        self.room = bytes.len();
        Poll::Ready(Part { bytes, end })
    }

    fn take(
        &self,
        cx: &mut Context<'_>,
        part: &mut BytesMut,
        mut put: impl FnMut(&mut dyn Messages, &mut BytesMut, &mut Context<'_>) -> Polled,
    ) -> Pause {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Running { messages, outcome }) = &mut *running else {
            return Pause::End(End(Some(deadline::exceeded())));
        };
        let _entered = outcome.span().enter();
        for _ in 0..PART_MESSAGES {
            if part.len() >= PART_BYTES {
                break;
            }
            match put(messages.as_mut(), part, cx) {
                Poll::Ready(Some(Ok(()))) => {}
                Poll::Ready(Some(Err(status))) => return Pause::End(End(Some(status))),
                Poll::Ready(None) => return Pause::End(End(None)),
                Poll::Pending => return Pause::Pending,
            }
        }
        Pause::Full
    }

    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        let deadline = self.deadline.as_mut();
        deadline.is_some_and(|deadline| deadline.as_mut().poll(cx).is_ready())
    }
}

impl Drop for Outflow {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            watch.abort();
        }
    }
}

/// Ends a call at its deadline also when its reader has stopped, and nobody asks for more.
fn watch(at: Instant, running: &Arc<Mutex<Option<Running>>>) -> Option<AbortHandle> {
    let running = Arc::clone(running);
    let task = Handle::try_current().ok()?.spawn(async move {
        sleep_until(at).await;
        end_call(&running, Code::DeadlineExceeded);
    });
    Some(task.abort_handle())
}

fn end_call(running: &Mutex<Option<Running>>, code: Code) {
    let ended = running
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(mut ended) = ended {
        ended.outcome.end(code);
    }
}

//! What runs on the worker's side, and how it ended.

use std::{
    net::Shutdown,
    os::unix::{net::UnixStream, process::ExitStatusExt as _},
    process::{Child, ExitStatus},
};

use rustix::process::Signal;

use crate::wire::Lost;

/// Dropped, it ends.
#[derive(Debug)]
pub(super) enum Life {
    /// A process of its own.
    Process(Child),
    /// A thread of this process, with the other end of its connection. It cannot be killed: cut off, it
    /// ends when its script does, or asks for something.
    Thread(UnixStream),
}

// === impl Life ===

impl Life {
    pub(super) fn process_id(&self) -> Option<u32> {
        match self {
            Self::Process(child) => Some(child.id()),
            Self::Thread(_) => None,
        }
    }

    /// Ends it and tells how it ended, for which the reason is known.
    pub(super) fn end(&mut self, why: &Lost) -> String {
        let status = self.stop();
        match (why, status) {
            // it died by itself
            (Lost::Closed, Some(status)) => {
                format!("the worker that ran the script died: {}", describe(status))
            }
            (Lost::Late, _) => {
                "the script did not stop when its time was over; its worker was killed".to_owned()
            }
            (why, _) => format!("the worker that ran the script was lost: {why}"),
        }
    }

    /// Kills a process, unless it is dead, and leaves no zombie.
    fn stop(&mut self) -> Option<ExitStatus> {
        match self {
            Self::Process(child) => {
                let _ = child.kill();
                child.wait().ok()
            }
            Self::Thread(stream) => {
                // it may be closed already
                let _ = stream.shutdown(Shutdown::Both);
                None
            }
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.stop();
    }
}

fn describe(status: ExitStatus) -> String {
    let Some(signal) = status.signal() else {
        return status.to_string();
    };
    let name = match Signal::from_named_raw(signal) {
        Some(Signal::ABORT) => "SIGABRT (it aborted itself, for lack of memory perhaps)",
        Some(Signal::BUS) => "SIGBUS",
        Some(Signal::ILL) => "SIGILL",
        Some(Signal::KILL) => "SIGKILL (somebody killed it)",
        Some(Signal::SEGV) => "SIGSEGV",
        Some(Signal::SYS) => "SIGSYS (it made a system call that it must not)",
        Some(Signal::TERM) => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

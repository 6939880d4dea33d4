//! What runs on the worker's side, and how it ended.

use std::{
    fs,
    net::Shutdown,
    os::unix::{net::UnixStream, process::ExitStatusExt as _},
    process::{Child, ExitStatus},
    time::Duration,
};

use rustix::{param::clock_ticks_per_second, process::Signal};

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

    /// How much it used of a processor, in the system's ticks of 10 ms mostly, where that can be known:
    /// Linux tells it in `/proc`, unless that hides the processes of others.
    pub(super) fn processor_time(process: Option<u32>) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", process?)).ok()?;
        // proc_pid_stat(5): the name, in parentheses, may hold anything
        let (_, behind_name) = stat.rsplit_once(')')?;
        let mut times = behind_name.split_ascii_whitespace().skip(11);
        let mut next = || times.next()?.parse::<u64>().ok();
        let ticks = next()?.checked_add(next()?)?;
        let nanoseconds = ticks.checked_mul(1_000_000_000)?;
        let ticks_per_second = clock_ticks_per_second();
        Some(Duration::from_nanos(
            nanoseconds.checked_div(ticks_per_second)?,
        ))
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
                let left = match self {
                    Self::Process(_) => "its worker was killed",
                    Self::Thread(_) => "it goes on in a thread of the server",
                };
                format!("the script did not stop when its time was over; {left}")
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
        Some(Signal::SYS) => {
            "SIGSYS (it made a system call that it must not, or crashed and could not say so)"
        }
        Some(Signal::TERM) => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{process, time::Instant};

    use super::*;

    #[test]
    fn processor_time_passes() {
        let time = || Life::processor_time(Some(process::id())).unwrap();
        let (began, before) = (Instant::now(), time());
        while time() < before + Duration::from_millis(30) {
            assert!(began.elapsed() < Duration::from_secs(30));
        }
        assert_eq!(Life::processor_time(None), None);
        assert_eq!(Life::processor_time(Some(u32::MAX)), None);
    }
}

//! The stack of the engine's thread: how much is left, and giving back what was used.

use std::{
    hint,
    time::{Duration, Instant},
};

use crate::Error;

/// What a thread needs beyond the stack that scripts may use.
pub(crate) const HEADROOM: usize = 4 << 20;

/// Where QuickJS stops looking: the frames that follow without a check, and the host's.
const MARGIN: usize = 1 << 20;

/// Never given back: it is in use, or soon will be.
const KEPT: usize = 256 << 10;

/// How long a stack is used before pages are given back once more. What is touched in so short a time is some
/// megabytes at most, for the system has to clear each page first.
const USE: Duration = Duration::from_millis(1);

/// The stack of the thread it was made on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stack {
    lowest: usize,
    limit: usize,
    /// When pages were given back.
    released: Option<Instant>,
}

// === impl Stack ===

impl Stack {
    /// The stack of this thread, of which scripts may use `limit` bytes.
    pub(crate) fn of_this_thread(limit: usize) -> Result<Self, Error> {
        let lowest = lowest_address().unwrap_or_else(|| here().saturating_sub(limit + MARGIN));
        let stack = Self {
            lowest,
            limit,
            released: None,
        };
        let available = stack.left();
        if available < limit {
            return Err(Error::StackTooSmall {
                wanted: limit.saturating_add(MARGIN),
                available: available.saturating_add(MARGIN),
            });
        }
        Ok(stack)
    }

    /// How much scripts may use below the caller. It is never 0, which would mean no limit.
    pub(crate) fn allowance(&self) -> usize {
        self.left().min(self.limit).max(1)
    }

    /// Gives the pages back that a deep recursion touched, unless that was done just before.
    pub(crate) fn release(&mut self) {
        let now = Instant::now();
        let is_due = |released| now.saturating_duration_since(released) >= USE;
        if self.released.is_none_or(is_due) {
            self.give_back();
            self.released = Some(now);
        }
    }

    fn give_back(&self) {
        let (from, to) = self.unused();
        if to > from {
            // SAFETY: the range is part of this thread's own stack, far below the frame of this
            // function, so nothing lies in it. Where it is not mapped yet, nothing happens.
            unsafe {
                libc::madvise(
                    std::ptr::without_provenance_mut(from),
                    to - from,
                    libc::MADV_DONTNEED,
                )
            };
        }
    }

    /// From where to where nothing lies, and nothing soon will.
    fn unused(&self) -> (usize, usize) {
        const PAGE: usize = 64 << 10;
        let from = self.lowest.next_multiple_of(PAGE);
        let to = here().saturating_sub(KEPT) / PAGE * PAGE;
        (from, to)
    }

    /// How much is left below the caller, less a margin.
    pub(crate) fn left(&self) -> usize {
        here().saturating_sub(self.lowest).saturating_sub(MARGIN)
    }
}

/// An address in the frame of the caller, or close to it.
fn here() -> usize {
    let marker = 0_u8;
    hint::black_box(&raw const marker).addr()
}

/// Where the stack of this thread ends.
#[cfg(target_os = "linux")]
fn lowest_address() -> Option<usize> {
    let mut attributes = std::mem::MaybeUninit::uninit();
    // SAFETY: asking which thread this is has no condition.
    let thread = unsafe { libc::pthread_self() };
    // SAFETY: the thread is this one, and the attributes can be written.
    let answer = unsafe { libc::pthread_getattr_np(thread, attributes.as_mut_ptr()) };
    if answer != 0 {
        return None;
    }
    let mut lowest = std::ptr::null_mut();
    let mut size = 0;
    // SAFETY: the attributes were filled in, as the answer says.
    let answer =
        unsafe { libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut lowest, &raw mut size) };
    // SAFETY: they were filled in, and are not used again.
    unsafe { libc::pthread_attr_destroy(attributes.as_mut_ptr()) };
    (answer == 0).then(|| lowest.addr())
}

/// Elsewhere the thread must have the stack that [`crate::Limits::thread`] gives it.
#[cfg(not(target_os = "linux"))]
fn lowest_address() -> Option<usize> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::Limits;

    const LIMITS: Limits = Limits {
        memory: 0,
        stack: 8 << 20,
    };

    /// Touches so many bytes of stack, or some times as many.
    fn dive(bytes: usize) {
        let ballast = hint::black_box([1_u8; 4096]);
        if bytes > ballast.len() {
            dive(bytes - ballast.len());
        }
        hint::black_box(ballast);
    }

    /// How many bytes of what may be given back are in memory.
    fn resident(stack: &Stack) -> usize {
        const PAGE: usize = 4 << 10;
        let (from, to) = stack.unused();
        let mut pages = vec![0_u8; (to - from) / PAGE];
        // SAFETY: the range is mapped, as it is part of this stack, and there is a byte for each page, or
        // for more than one.
        let answer = unsafe {
            libc::mincore(
                std::ptr::without_provenance_mut(from),
                to - from,
                pages.as_mut_ptr(),
            )
        };
        assert_eq!(answer, 0);
        pages.iter().filter(|page| **page & 1 == 1).count() * PAGE
    }

    #[test]
    fn a_deep_stack_is_given_back_in_time() {
        let work = || {
            let mut stack = Stack::of_this_thread(LIMITS.stack).unwrap();
            for _ in 0..3 {
                dive(1 << 20);
                assert!(resident(&stack) > 512 << 10);
                let began = Instant::now();
                while resident(&stack) > 0 {
                    assert!(began.elapsed() < Duration::from_secs(20));
                    stack.release();
                }
            }
        };
        LIMITS.thread().spawn(work).unwrap().join().unwrap();
    }
}

//! Which pages were written since an image was taken.
//!
//! Most of what a prelude leaves is never written by scripts: code, names, objects that nobody asks
//! for. Pages of that need not be put back. So each page can only be read until it is written for the
//! first time; the fault that this raises is noted, and the page is let go for good. A page is a fault
//! once in the life of an image, and from then on it is put back like all that are written.
//!
//! It knows nothing of what lies in the pages, nor of who writes.

use std::{
    cell::Cell,
    ffi::{c_int, c_void},
    mem,
    ops::Range,
    process,
    ptr::{self, NonNull},
    sync::OnceLock,
};

/// Pages of this thread's memory that are watched. Faults are looked up in it, so it stays where it is.
pub(super) struct Watch(NonNull<Pages>);

struct Pages {
    start: NonNull<u8>,
    /// Bytes of one.
    size: usize,
    was_written: Box<[Cell<bool>]>,
    /// Another watch of this thread.
    next: Cell<*const Pages>,
}

thread_local! {
    /// The last watch that began; it leads to the others. It is read within a signal handler, so it has
    /// neither to be made nor dropped.
    static FIRST: Cell<*const Pages> = const { Cell::new(ptr::null()) };
}

/// Who was asked about faults before; nobody, if there can be no watch.
static BEFORE: OnceLock<Option<libc::sigaction>> = OnceLock::new();

// === impl Watch ===

impl Watch {
    /// Watches the whole pages within the first `length` bytes, unless this system cannot.
    ///
    /// # Safety
    ///
    /// The range must begin with a page, lie in a mapping that can be read and written, and stay there
    /// until the watch is dropped. Only this thread may use it.
    pub(super) unsafe fn begin(start: NonNull<u8>, length: usize) -> Option<Self> {
        let size = page_size()?;
        let count = length / size;
        BEFORE.get_or_init(handle_faults).as_ref()?;
        let pages = Box::new(Pages {
            start,
            size,
            was_written: vec![Cell::new(false); count].into_boxed_slice(),
            next: Cell::new(FIRST.get()),
        });
        if !pages.allow(0..count, libc::PROT_READ) {
            pages.allow(0..count, libc::PROT_READ | libc::PROT_WRITE);
            return None;
        }
        let pages = NonNull::from(Box::leak(pages));
        FIRST.set(pages.as_ptr());
        Some(Self(pages))
    }

    /// The parts that were written, in bytes from the start.
    pub(super) fn written(&self) -> impl Iterator<Item = Range<usize>> {
        let Pages {
            size, was_written, ..
        } = self.pages();
        let mut page = 0;
        std::iter::from_fn(move || {
            let is_written = |page: &usize| was_written.get(*page).is_some_and(Cell::get);
            let from = (page..was_written.len()).find(is_written)?;
            let to = (from..was_written.len()).find(|page| !is_written(page));
            page = to.unwrap_or(was_written.len());
            Some(from * size..page * size)
        })
    }

    /// How many bytes are watched.
    pub(super) fn length(&self) -> usize {
        let pages = self.pages();
        pages.size * pages.was_written.len()
    }

    fn pages(&self) -> &Pages {
        // SAFETY: they were leaked by `begin` and are freed when this is dropped.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let pages = self.pages();
        unlink(pages);
        pages.allow(
            0..pages.was_written.len(),
            libc::PROT_READ | libc::PROT_WRITE,
        );
        // SAFETY: `begin` leaked it, and nothing leads to it any more.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let written: usize = self.written().map(|range| range.len()).sum();
        formatter
            .debug_struct("Watch")
            .field("length", &self.length())
            .field("written", &written)
            .finish()
    }
}

// === impl Pages ===

impl Pages {
    /// Notes a write and lets it through, if it is one to a page that waits for its first.
    fn note(&self, address: usize) -> bool {
        let Some(distance) = address.checked_sub(self.start.addr().get()) else {
            return false;
        };
        let page = distance / self.size;
        match self.was_written.get(page) {
            Some(was_written) if !was_written.get() => was_written.set(true),
            _ => return false,
        }
        self.allow(page..page + 1, libc::PROT_READ | libc::PROT_WRITE) || self.let_go()
    }

    /// The system keeps no more ranges apart: all pages count as written.
    fn let_go(&self) -> bool {
        self.was_written.iter().for_each(|it| it.set(true));
        let all = 0..self.was_written.len();
        self.allow(all, libc::PROT_READ | libc::PROT_WRITE)
    }

    fn allow(&self, pages: Range<usize>, protection: c_int) -> bool {
        let start = self
            .start
            .as_ptr()
            .wrapping_byte_add(pages.start * self.size);
        // SAFETY: whoever began the watch vouches for the range, which may always be read.
        unsafe { libc::mprotect(start.cast(), pages.len() * self.size, protection) == 0 }
    }
}

fn unlink(pages: &Pages) {
    let next = pages.next.get();
    if ptr::eq(FIRST.get(), pages) {
        return FIRST.set(next);
    }
    let mut place = FIRST.get();
    // SAFETY: what is linked has not been dropped.
    while let Some(other) = unsafe { place.as_ref() } {
        if ptr::eq(other.next.get(), pages) {
            return other.next.set(next);
        }
        place = other.next.get();
    }
}

fn page_size() -> Option<usize> {
    // SAFETY: the question has no condition.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()
}

/// Asks the system to tell of faults; answers who was told before.
fn handle_faults() -> Option<libc::sigaction> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    // SAFETY: all zeros are an action: the default one.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = on_fault as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    // SAFETY: as above.
    let mut before: libc::sigaction = unsafe { mem::zeroed() };
    // SAFETY: both can be used; the handler has the form that the flags say.
    let answer = unsafe { libc::sigaction(libc::SIGSEGV, &raw const action, &raw mut before) };
    (answer == 0).then_some(before)
}

/// A write to memory that can only be read, or a mistake.
unsafe extern "C" fn on_fault(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the system passes what it knows of the signal.
    let info = unsafe { &mut *info };
    // SAFETY: a fault has an address.
    let address = unsafe { info.si_addr() }.addr();
    let mut place = FIRST.get();
    // SAFETY: what is linked has not been dropped, and nobody is changing it: that writes to no page
    // that is watched.
    while let Some(pages) = unsafe { place.as_ref() } {
        if pages.note(address) {
            return;
        }
        place = pages.next.get();
    }
    // SAFETY: what the system passed.
    unsafe { tell_others(signal, info, context) }
}

/// It is not ours: whoever was told before, is told.
///
/// # Safety
///
/// The arguments must be what the system passed to a handler.
unsafe fn tell_others(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    type Handler = unsafe extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void);
    let Some(Some(before)) = BEFORE.get() else {
        process::abort();
    };
    if before.sa_sigaction == libc::SIG_DFL || before.sa_sigaction == libc::SIG_IGN {
        // SAFETY: it was the action before. What faulted does so again, and ends the process.
        unsafe { libc::sigaction(signal, before, ptr::null_mut()) };
        return;
    }
    // SAFETY: it is a function. One that takes the signal only does not see the rest.
    let handler: Handler = unsafe { mem::transmute(before.sa_sigaction) };
    // SAFETY: it is called as the system would.
    unsafe { handler(signal, info, context) }
}

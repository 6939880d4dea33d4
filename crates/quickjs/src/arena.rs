//! The memory of one engine: a mapping of its own, and the copy of it that is put back.
//!
//! It knows nothing of what lies in it.

mod watch;

use std::{ops::Range, process, ptr::NonNull};

use crate::{Error, heap::Memory};
use watch::Watch;

/// A private mapping of zeros. It is released when dropped, so whoever points into it must be gone
/// by then.
#[derive(Debug)]
pub(crate) struct Arena {
    start: NonNull<u8>,
    length: u32,
}

/// A copy of the beginning of an arena, and what was written there since. It must be dropped before its
/// arena.
#[derive(Debug)]
pub(crate) struct Image {
    bytes: Copy,
    /// Without one, everything counts as written.
    watch: Option<Watch>,
}

/// Bytes, of which nobody wants to read when this is printed.
struct Copy(Box<[u8]>);

/// Beyond the image, so much is written over with zeros; what lies higher goes back to the system.
/// Small scripts stay below it, and zeros cost less than pages that come and go.
const KEPT: usize = 256 << 10;

/// The page size that lengths are rounded to, the largest of the systems we know.
const PAGE: usize = 64 << 10;

/// Memory that an [`Arena`] may have, in bytes.
const SIZES: std::ops::RangeInclusive<usize> = 1 << 20..=1 << 30;

// === impl Arena ===

impl Arena {
    /// Maps memory of `length` bytes, rounded up to pages.
    pub(crate) fn map(length: usize) -> Result<Self, Error> {
        if !SIZES.contains(&length) {
            return Err(Error::MemoryLimit(length));
        }
        let rounded = length.next_multiple_of(PAGE);
        let count = u32::try_from(rounded).map_err(|_| Error::MemoryLimit(length))?;
        // SAFETY: a new anonymous mapping, at an address that the system chooses, touches no
        // memory that is in use.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                rounded,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(Error::NoMemory(length));
        }
        let start = NonNull::new(start.cast()).ok_or(Error::NoMemory(length))?;
        let arena = Self {
            start,
            length: count,
        };
        arena.advise_small_pages();
        Ok(arena)
    }

    /// The address of an offset.
    pub(crate) fn address(&self, offset: u32) -> NonNull<u8> {
        self.range(offset as usize, 0)
    }

    /// The offset of an address, if it lies in here.
    pub(crate) fn offset(&self, address: NonNull<u8>) -> Option<u32> {
        let distance = address.addr().get().checked_sub(self.start.addr().get())?;
        let offset = u32::try_from(distance).ok()?;
        (offset < self.length).then_some(offset)
    }

    /// Copies the first `length` bytes aside, and watches from now on which of them are written.
    pub(crate) fn take_image(&self, length: u32) -> Image {
        let bytes = self.copy_out(length);
        let start = self.range(0, bytes.len());
        // SAFETY: a mapping begins with a page; the range was checked to lie within it, and the image is
        // dropped before it. Arenas are not sent to other threads.
        let watch = unsafe { Watch::begin(start, bytes.len()) };
        Image {
            bytes: Copy(bytes),
            watch,
        }
    }

    /// Copies the first `length` bytes.
    pub(crate) fn copy_out(&self, length: u32) -> Box<[u8]> {
        let mut bytes = vec![0; length as usize].into_boxed_slice();
        let start = self.range(0, bytes.len()).as_ptr();
        // SAFETY: the range was checked to lie in the mapping, all of which can be read; the
        // target is as long and was allocated elsewhere.
        unsafe { start.copy_to_nonoverlapping(bytes.as_mut_ptr(), bytes.len()) };
        bytes
    }

    /// Puts an image of this arena back over the beginning, and makes what follows, up to `touched`,
    /// zeros.
    ///
    /// Whoever keeps addresses into the arena must not use one that the image does not know.
    pub(crate) fn put_back(&self, image: &Image, touched: u32) {
        let watched = image.watch.as_ref().map_or(0, Watch::length);
        for written in image.watch.iter().flat_map(Watch::written) {
            self.copy_in(image, written);
        }
        self.copy_in(image, watched..image.length());
        self.wipe(image.length(), touched as usize);
    }

    fn copy_in(&self, image: &Image, range: Range<usize>) {
        let start = self.range(range.start, range.len()).as_ptr();
        let bytes = image.bytes.0.get(range).unwrap_or_default();
        // SAFETY: the range was checked to lie in the mapping, and was written, so that it can be; the
        // source lies elsewhere and is not longer. The caller vouches for addresses into it.
        unsafe { bytes.as_ptr().copy_to_nonoverlapping(start, bytes.len()) };
    }

    /// Makes a range zeros.
    pub(crate) fn wipe(&self, from: usize, to: usize) {
        let to = to.min(self.length as usize);
        let kept = (from + KEPT).next_multiple_of(PAGE).min(to);
        if kept > from {
            self.clear_bytes(from, kept - from);
        }
        if to > kept {
            let length = (to - kept).next_multiple_of(PAGE);
            if !self.drop_pages(kept, length) {
                self.clear_bytes(kept, length);
            }
        }
    }

    /// Gives pages back, which then read as zeros. `from` and `length` are multiples of [`PAGE`].
    fn drop_pages(&self, from: usize, length: usize) -> bool {
        let start = self.range(from, length).as_ptr().cast();
        // SAFETY: `range` checked that it lies within the mapping, which is anonymous and private.
        unsafe { libc::madvise(start, length, libc::MADV_DONTNEED) == 0 }
    }

    fn clear_bytes(&self, from: usize, length: usize) {
        let start = self.range(from, length);
        // SAFETY: `range` checked that it lies within the mapping.
        unsafe { start.write_bytes(0, length) };
    }

    /// Huge pages would make each engine as large as one of them.
    fn advise_small_pages(&self) {
        #[cfg(target_os = "linux")]
        // SAFETY: the range is the whole mapping; the advice changes no contents. Kernels that do
        // not know it answer an error, which is as good.
        unsafe {
            libc::madvise(
                self.start.as_ptr().cast(),
                self.length as usize,
                libc::MADV_NOHUGEPAGE,
            );
        }
    }

    /// The address of a range, which must lie within the mapping.
    fn range(&self, offset: usize, length: usize) -> NonNull<u8> {
        let end = offset.checked_add(length);
        if end.is_none_or(|end| end > self.length as usize) {
            self.corrupted();
        }
        // SAFETY: the offset was checked to be within the mapping, or at its end.
        unsafe { self.start.add(offset) }
    }

    fn word(&self, offset: u32) -> NonNull<u32> {
        if !offset.is_multiple_of(4) {
            self.corrupted();
        }
        self.range(offset as usize, 4).cast()
    }
}

impl Memory for Arena {
    fn length(&self) -> u32 {
        self.length
    }

    fn load(&self, offset: u32) -> u32 {
        let word = self.word(offset);
        // SAFETY: it is aligned and lies in the mapping, as `word` checked, all of which can be
        // read and is initialised. Only this thread uses it, and no reference into it exists.
        unsafe { word.read() }
    }

    fn store(&self, offset: u32, word: u32) {
        let place = self.word(offset);
        // SAFETY: as in `load`; the mapping can be written.
        unsafe { place.write(word) };
    }

    fn copy(&self, from: u32, to: u32, length: u32) {
        let length = length as usize;
        let from = self.range(from as usize, length);
        let to = self.range(to as usize, length);
        // SAFETY: both ranges were checked to lie in the mapping.
        unsafe { from.copy_to(to, length) };
    }

    fn clear(&self, offset: u32, length: u32) {
        self.clear_bytes(offset as usize, length as usize);
    }

    fn corrupted(&self) -> ! {
        // The engine wrote where it must not; what it does next is anybody's guess.
        process::abort()
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: the mapping was made by `map` with this length and is unmapped once. Who points
        // into it is gone, as the type demands.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length as usize) };
    }
}

// === impl Image ===

impl Image {
    pub(crate) fn length(&self) -> usize {
        self.bytes.0.len()
    }

    /// How many bytes are copied to put it back, as things are.
    pub(crate) fn copied(&self) -> usize {
        let Some(watch) = &self.watch else {
            return self.length();
        };
        let written: usize = watch.written().map(|range| range.len()).sum();
        written + self.length() - watch.length()
    }
}

// === impl Copy ===

impl std::fmt::Debug for Copy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} bytes", self.0.len())
    }
}

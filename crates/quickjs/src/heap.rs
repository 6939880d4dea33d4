//! The allocator of one engine: all its books lie in the memory it gives out.
//!
//! So a copy of the memory up to [`Heap::top`] is a copy of everything, and putting the bytes back
//! puts the allocator back.
//!
//! Blocks lie side by side and know their neighbours; a freed block grows together with free ones
//! beside it and goes into the list of its size class. What was never used, or is free again at
//! the end, is the space above `top`. A request takes a block of a class in which every block is
//! large enough, else space above `top`. QuickJS asks for pages of small things and for single
//! large ones, not for each string.
//!
//! The books are read and written through [`Memory`], which checks each access; a broken heap is
//! found out rather than followed.

mod class;

#[cfg(test)]
mod tests;

use class::{CLASSES, class_of, class_within};

/// Memory as words of 32 bits, by the offset of a byte. Access outside of it must not return.
pub(crate) trait Memory {
    /// The size in bytes.
    fn length(&self) -> u32;
    /// Reads a word.
    fn load(&self, offset: u32) -> u32;
    /// Writes a word.
    fn store(&self, offset: u32, word: u32);
    /// Copies bytes to another, separate place.
    fn copy(&self, from: u32, to: u32, length: u32);
    /// Writes zeros.
    fn clear(&self, offset: u32, length: u32);
    /// The books are wrong: memory was written that nobody owned. Must not return.
    fn corrupted(&self) -> !;
}

/// The allocator. Addresses are offsets of payloads, aligned to [`UNIT`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heap<M> {
    memory: M,
}

/// Blocks are counted in units, and begin with a header of one unit.
pub(crate) const UNIT: u32 = 16;

/// A block that is not worth splitting off: a header with nothing behind it.
const SMALLEST: u32 = 2;

/// Marks the size of a block that is in use.
const USED: u32 = 1 << 31;

/// No block: the books lie at this offset.
const NONE: u32 = 0;

// The books, as offsets of words.
/// Where the space begins that no block lies in.
const TOP: u32 = 0;
/// The highest `top` so far.
const PEAK: u32 = 4;
/// The block before `top`.
const LAST: u32 = 8;
/// Bytes in blocks that are in use.
const IN_USE: u32 = 12;
/// How high `top` may become.
const LIMIT: u32 = 16;
/// One bit for each class with a free block.
const OCCUPIED: u32 = 20;
/// The first free block of each class.
const FIRST: u32 = OCCUPIED + CLASSES.div_ceil(32) * 4;
/// Where the first block lies.
const BLOCKS: u32 = (FIRST + CLASSES * 4).next_multiple_of(UNIT);

// A block's header, as offsets of words.
/// Its size in units, with [`USED`].
const SIZE: u32 = 0;
/// The block before it.
const BEFORE: u32 = 4;
/// The next and the previous free block of the class.
const NEXT: u32 = 8;
const PREVIOUS: u32 = 12;

// === impl Heap ===

impl<M: Memory> Heap<M> {
    /// The allocator of memory that is all zeros, or none if that is too small for the books.
    pub(crate) fn create(memory: M) -> Option<Self> {
        if memory.length() < BLOCKS {
            return None;
        }
        memory.store(TOP, BLOCKS);
        memory.store(PEAK, BLOCKS);
        memory.store(LIMIT, memory.length());
        Some(Self { memory })
    }

    /// What it gives out.
    pub(crate) fn memory(&self) -> &M {
        &self.memory
    }

    /// Everything that is in use lies below this offset.
    pub(crate) fn top(&self) -> u32 {
        self.memory.load(TOP)
    }

    /// Memory at and above this offset has not been touched since the allocator was made or
    /// [`settle`](Self::settle)d.
    pub(crate) fn peak(&self) -> u32 {
        self.memory.load(PEAK)
    }

    /// Bytes in blocks that are in use, with their headers.
    pub(crate) fn in_use(&self) -> u32 {
        self.memory.load(IN_USE)
    }

    /// Lets the heap become no larger than so many bytes.
    pub(crate) fn limit(&self, bytes: u32) {
        self.memory.store(LIMIT, bytes.min(self.memory.length()));
    }

    /// Says that memory above `top` is zeros again.
    pub(crate) fn settle(&self) {
        self.memory.store(PEAK, self.top());
    }

    /// A place for `size` bytes, which may hold anything.
    pub(crate) fn allocate(&self, size: usize) -> Option<u32> {
        let units = units_for(size)?;
        let block = self.take_free(units).or_else(|| self.take_top(units))?;
        Some(block + UNIT)
    }

    /// A place for `size` bytes of zeros.
    pub(crate) fn allocate_zeroed(&self, size: usize) -> Option<u32> {
        let place = self.allocate(size)?;
        self.memory.clear(place, self.usable(place));
        Some(place)
    }

    /// Takes a place back.
    pub(crate) fn free(&self, place: u32) {
        let block = self.used_block(place);
        let units = self.units(block);
        self.count(0, units);
        self.release(block, units);
    }

    /// Makes a place larger or smaller, and says where it is now. If there is no memory it stays
    /// as it was.
    pub(crate) fn reallocate(&self, place: u32, size: usize) -> Option<u32> {
        let block = self.used_block(place);
        let wanted = units_for(size)?;
        let had = self.units(block);
        if wanted <= had || self.grow(block, had, wanted) {
            self.cut(block, wanted);
            return Some(place);
        }
        let moved = self.allocate(size)?;
        self.memory.copy(place, moved, self.usable(place));
        self.free(place);
        Some(moved)
    }

    /// How many bytes a place has.
    pub(crate) fn usable(&self, place: u32) -> u32 {
        (self.units(self.used_block(place)) - 1) * UNIT
    }

    /// Takes a block off a list, and gives back what is not needed of it.
    fn take_free(&self, units: u32) -> Option<u32> {
        let class = self.occupied_from(class_within(units))?;
        let block = self.memory.load(FIRST + class * 4);
        let found = self.units(block);
        if block == NONE || found < units {
            self.memory.corrupted();
        }
        self.unlist(block, found);
        self.memory.store(block + SIZE, found | USED);
        self.count(found, 0);
        self.cut(block, units);
        Some(block)
    }

    /// Makes a block of space above `top`.
    fn take_top(&self, units: u32) -> Option<u32> {
        let block = self.top();
        self.raise_top(units)?;
        self.memory.store(block + SIZE, units | USED);
        self.memory.store(block + BEFORE, self.memory.load(LAST));
        self.memory.store(LAST, block);
        self.count(units, 0);
        Some(block)
    }

    fn raise_top(&self, units: u32) -> Option<()> {
        let top = self.top().checked_add(units.checked_mul(UNIT)?)?;
        if top > self.memory.load(LIMIT).min(self.memory.length()) {
            return None;
        }
        self.memory.store(TOP, top);
        if top > self.peak() {
            self.memory.store(PEAK, top);
        }
        Some(())
    }

    /// Lets a block grow into what is free behind it. It may become larger than `wanted`.
    fn grow(&self, block: u32, had: u32, wanted: u32) -> bool {
        let behind = block + had * UNIT;
        let gained = if behind == self.top() {
            let missing = wanted - had;
            if self.raise_top(missing).is_none() {
                return false;
            }
            missing
        } else {
            let (free, used) = self.size(behind);
            if used || had + free < wanted {
                return false;
            }
            self.unlist(behind, free);
            let next = behind + free * UNIT;
            if next == self.top() {
                self.memory.store(LAST, block);
            } else {
                self.memory.store(next + BEFORE, block);
            }
            free
        };
        self.memory.store(block + SIZE, (had + gained) | USED);
        self.count(gained, 0);
        true
    }

    /// Frees what a block in use has beyond `units`.
    fn cut(&self, block: u32, units: u32) {
        let had = self.units(block);
        if had < units + SMALLEST {
            return;
        }
        let rest = block + units * UNIT;
        let end = block + had * UNIT;
        self.memory.store(block + SIZE, units | USED);
        self.memory.store(rest + BEFORE, block);
        if end == self.top() {
            self.memory.store(LAST, rest);
        } else {
            self.memory.store(end + BEFORE, rest);
        }
        self.count(0, had - units);
        self.release(rest, had - units);
    }

    /// Joins a block that nobody uses with free ones beside it, and lists it or lowers `top`.
    fn release(&self, mut block: u32, mut units: u32) {
        let behind = block + units * UNIT;
        if behind != self.top() {
            let (free, used) = self.size(behind);
            if !used {
                self.unlist(behind, free);
                units += free;
            }
        }
        let before = self.memory.load(block + BEFORE);
        if before != NONE {
            let (free, used) = self.size(before);
            if !used {
                self.unlist(before, free);
                block = before;
                units += free;
            }
        }
        let end = block + units * UNIT;
        if end == self.top() {
            self.memory.store(TOP, block);
            self.memory.store(LAST, self.memory.load(block + BEFORE));
        } else {
            self.memory.store(end + BEFORE, block);
            self.list(block, units);
        }
    }

    /// Puts a free block into the list of its class.
    fn list(&self, block: u32, units: u32) {
        let class = class_of(units);
        let first = self.memory.load(FIRST + class * 4);
        self.memory.store(block + SIZE, units);
        self.memory.store(block + NEXT, first);
        self.memory.store(block + PREVIOUS, NONE);
        if first == NONE {
            self.mark(class, true);
        } else {
            self.memory.store(first + PREVIOUS, block);
        }
        self.memory.store(FIRST + class * 4, block);
    }

    /// Takes a free block out of the list of its class.
    fn unlist(&self, block: u32, units: u32) {
        let class = class_of(units);
        let next = self.memory.load(block + NEXT);
        let previous = self.memory.load(block + PREVIOUS);
        if next != NONE {
            self.memory.store(next + PREVIOUS, previous);
        }
        if previous != NONE {
            self.memory.store(previous + NEXT, next);
        } else {
            self.memory.store(FIRST + class * 4, next);
            if next == NONE {
                self.mark(class, false);
            }
        }
    }

    fn mark(&self, class: u32, occupied: bool) {
        let word = OCCUPIED + class / 32 * 4;
        let bit = 1 << (class % 32);
        let bits = self.memory.load(word);
        let bits = if occupied { bits | bit } else { bits & !bit };
        self.memory.store(word, bits);
    }

    /// The first class with a free block, from `class` on.
    fn occupied_from(&self, class: u32) -> Option<u32> {
        let mut mask = u32::MAX << (class % 32);
        for index in class / 32..CLASSES.div_ceil(32) {
            let bits = self.memory.load(OCCUPIED + index * 4) & mask;
            if bits != 0 {
                return Some(index * 32 + bits.trailing_zeros());
            }
            mask = u32::MAX;
        }
        None
    }

    /// The block of a place that was given out.
    fn used_block(&self, place: u32) -> u32 {
        let is_place = place.is_multiple_of(UNIT) && place > BLOCKS && place < self.top();
        if !is_place || !self.size(place - UNIT).1 {
            self.memory.corrupted();
        }
        place - UNIT
    }

    fn units(&self, block: u32) -> u32 {
        self.size(block).0
    }

    /// A block's size, and whether it is in use.
    fn size(&self, block: u32) -> (u32, bool) {
        let size = self.memory.load(block + SIZE);
        (size & !USED, size & USED != 0)
    }

    fn count(&self, more: u32, less: u32) {
        let in_use = self.in_use() + more * UNIT - less * UNIT;
        self.memory.store(IN_USE, in_use);
    }
}

/// The size of a block for `size` bytes.
fn units_for(size: usize) -> Option<u32> {
    let size = u32::try_from(size).ok()?;
    let units = size.div_ceil(UNIT) + 1;
    Some(units.max(SMALLEST))
}

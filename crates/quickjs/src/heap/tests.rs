//! The allocator against a model, on plain memory.

use std::cell::RefCell;

use proptest::{collection::vec, prelude::*};

use super::{
    BEFORE, BLOCKS, FIRST, Heap, LAST, Memory, NEXT, NONE, PREVIOUS, SIZE, UNIT, USED,
    class::{CLASSES, class_of},
};

/// Memory that panics where the real one ends the process.
struct Plain(RefCell<Vec<u8>>);

/// What is done to a heap.
#[derive(Clone, Debug)]
enum Step {
    Allocate(usize),
    AllocateZeroed(usize),
    /// Frees one of the places, by its index.
    Free(prop::sample::Index),
    Reallocate(prop::sample::Index, usize),
    /// Copies everything up to `top`.
    TakeImage,
    RestoreImage,
}

/// A place with what was written into it.
#[derive(Clone, Debug)]
struct Place {
    offset: u32,
    bytes: Vec<u8>,
}

/// A heap, and what must be in it.
struct Model {
    heap: Heap<Plain>,
    places: Vec<Place>,
    image: Option<(Vec<u8>, Vec<Place>)>,
    writes: u8,
}

// === impl Plain ===

impl Memory for Plain {
    fn length(&self) -> u32 {
        self.0.borrow().len() as u32
    }

    fn load(&self, offset: u32) -> u32 {
        let bytes = self.0.borrow();
        let word = bytes[offset as usize..].first_chunk().unwrap();
        u32::from_ne_bytes(*word)
    }

    fn store(&self, offset: u32, word: u32) {
        let place = offset as usize;
        self.0.borrow_mut()[place..place + 4].copy_from_slice(&word.to_ne_bytes());
    }

    fn copy(&self, from: u32, to: u32, length: u32) {
        let from = from as usize;
        let range = from..from + length as usize;
        self.0.borrow_mut().copy_within(range, to as usize);
    }

    fn clear(&self, offset: u32, length: u32) {
        let place = offset as usize;
        self.0.borrow_mut()[place..place + length as usize].fill(0);
    }

    fn corrupted(&self) -> ! {
        panic!("the books are wrong")
    }
}

// === impl Model ===

impl Model {
    fn new(length: usize) -> Self {
        let memory = Plain(RefCell::new(vec![0; length]));
        Self {
            heap: Heap::create(memory).unwrap(),
            places: Vec::new(),
            image: None,
            writes: 0,
        }
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Allocate(size) => {
                if let Some(offset) = self.heap.allocate(*size) {
                    self.fill(offset, *size);
                }
            }
            Step::AllocateZeroed(size) => {
                if let Some(offset) = self.heap.allocate_zeroed(*size) {
                    assert_eq!(self.read(offset, *size), vec![0; *size]);
                    self.fill(offset, *size);
                }
            }
            Step::Free(index) => {
                if !self.places.is_empty() {
                    let place = self.places.swap_remove(index.index(self.places.len()));
                    self.heap.free(place.offset);
                }
            }
            Step::Reallocate(index, size) => {
                if !self.places.is_empty() {
                    self.reallocate(index.index(self.places.len()), *size);
                }
            }
            Step::TakeImage => {
                self.heap.settle();
                let image = self.read(0, self.heap.top() as usize);
                self.image = Some((image, self.places.clone()));
            }
            Step::RestoreImage => {
                if let Some((image, places)) = &self.image {
                    self.heap.memory.0.borrow_mut()[..image.len()].copy_from_slice(image);
                    self.places.clone_from(places);
                }
            }
        }
    }

    fn reallocate(&mut self, index: usize, size: usize) {
        let place = self.places.swap_remove(index);
        let before = self.heap.top();
        match self.heap.reallocate(place.offset, size) {
            Some(offset) => {
                let kept = place.bytes.len().min(size);
                assert_eq!(self.read(offset, kept), place.bytes[..kept]);
                self.fill(offset, size);
            }
            None => {
                assert_eq!(self.heap.top(), before);
                self.places.push(place);
            }
        }
    }

    fn fill(&mut self, offset: u32, size: usize) {
        assert!(offset.is_multiple_of(UNIT));
        assert!(self.heap.usable(offset) as usize >= size);
        self.writes = self.writes.wrapping_add(1);
        let bytes = vec![self.writes; size];
        let start = offset as usize;
        self.heap.memory.0.borrow_mut()[start..start + size].copy_from_slice(&bytes);
        self.places.push(Place { offset, bytes });
    }

    fn read(&self, offset: u32, size: usize) -> Vec<u8> {
        let start = offset as usize;
        self.heap.memory.0.borrow()[start..start + size].to_vec()
    }

    /// Everything that must hold after each step.
    fn check(&self) {
        for place in &self.places {
            assert_eq!(self.read(place.offset, place.bytes.len()), place.bytes);
        }
        let in_use: u32 = self.walk();
        assert_eq!(self.heap.in_use(), in_use);
        let untouched = self.heap.peak() as usize;
        let bytes = self.heap.memory.0.borrow();
        if self.image.is_none() {
            let zeros = vec![0; bytes.len() - untouched];
            assert!(bytes[untouched..] == zeros);
        }
    }

    /// Goes from block to block; answers how many bytes are in use.
    fn walk(&self) -> u32 {
        let heap = &self.heap;
        let mut block = BLOCKS;
        let (mut before, mut in_use, mut free, mut was_free) = (NONE, 0, Vec::new(), false);
        while block < heap.top() {
            let (units, used) = heap.size(block);
            assert_eq!(heap.memory.load(block + BEFORE), before);
            assert!(used || !was_free, "free blocks lie side by side");
            if used {
                in_use += units * UNIT;
            } else {
                free.push((block, units));
            }
            was_free = !used;
            before = block;
            block += units * UNIT;
        }
        assert_eq!(block, heap.top());
        assert_eq!(heap.memory.load(LAST), before);
        assert!(!was_free, "the last block is free");
        let used_places = self
            .places
            .iter()
            .all(|place| heap.size(place.offset - UNIT).1);
        assert!(used_places);
        self.check_lists(free);
        in_use
    }

    fn check_lists(&self, mut free: Vec<(u32, u32)>) {
        let heap = &self.heap;
        let mut listed = Vec::new();
        for class in 0..CLASSES {
            let mut block = heap.memory.load(FIRST + class * 4);
            let is_marked = heap.occupied_from(class) == Some(class);
            assert_eq!(is_marked, block != NONE);
            let mut previous = NONE;
            while block != NONE {
                let units = heap.memory.load(block + SIZE) & !USED;
                assert_eq!(class_of(units), class);
                assert_eq!(heap.memory.load(block + PREVIOUS), previous);
                listed.push((block, units));
                previous = block;
                block = heap.memory.load(block + NEXT);
            }
        }
        listed.sort_unstable();
        free.sort_unstable();
        assert_eq!(listed, free);
    }
}

fn step() -> impl Strategy<Value = Step> {
    let size = prop_oneof![
        4 => 0..100_usize,
        4 => 4000..4200_usize,
        2 => 0..20_000_usize,
        1 => any::<usize>(),
    ];
    let index = any::<prop::sample::Index>();
    prop_oneof![
        6 => size.clone().prop_map(Step::Allocate),
        2 => size.clone().prop_map(Step::AllocateZeroed),
        5 => index.clone().prop_map(Step::Free),
        4 => (index, size).prop_map(|(index, size)| Step::Reallocate(index, size)),
        1 => Just(Step::TakeImage),
        1 => Just(Step::RestoreImage),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn places_keep_what_is_in_them(steps in vec(step(), 1..200)) {
        let mut model = Model::new(128 << 10);
        for step in steps {
            model.run(&step);
            model.check();
        }
    }

    #[test]
    fn everything_freed_is_one_space_again(sizes in vec(0..9000_usize, 1..40), seed: u64) {
        let model = Model::new(512 << 10);
        let heap = &model.heap;
        let mut places: Vec<u32> = sizes.iter().filter_map(|size| heap.allocate(*size)).collect();
        prop_assert_eq!(places.len(), sizes.len());
        let mut order = seed;
        while !places.is_empty() {
            order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            heap.free(places.swap_remove((order >> 33) as usize % places.len()));
            model.walk();
        }
        prop_assert_eq!(heap.top(), BLOCKS);
        prop_assert_eq!(heap.in_use(), 0);
    }
}

#[test]
fn the_last_byte_can_be_had() {
    let model = Model::new(64 << 10);
    let rest = (64 << 10) - (BLOCKS + UNIT) as usize;
    assert_eq!(model.heap.allocate(rest + 1), None);
    let place = model.heap.allocate(rest).unwrap();
    assert_eq!(model.heap.allocate(0), None);
    assert_eq!(model.heap.reallocate(place, rest + 1), None);
    assert_eq!(model.heap.reallocate(place, 10), Some(place));
    assert!(model.heap.allocate(rest / 2).is_some());
}

#[test]
fn a_growing_place_need_not_move() {
    let model = Model::new(64 << 10);
    let place = model.heap.allocate(100).unwrap();
    assert_eq!(model.heap.reallocate(place, 9000), Some(place));
    let other = model.heap.allocate(5000).unwrap();
    let third = model.heap.allocate(100).unwrap();
    model.heap.free(other);
    assert_eq!(model.heap.reallocate(place, 13_000), Some(place));
    assert_ne!(model.heap.reallocate(place, 20_000), Some(place));
    model.heap.free(third);
}

#[test]
fn memory_too_small_for_the_books_makes_no_heap() {
    let memory = Plain(RefCell::new(vec![0; 64]));
    assert!(Heap::create(memory).is_none());
}

#[test]
#[should_panic = "the books are wrong"]
fn what_is_freed_twice_is_found_out() {
    let model = Model::new(64 << 10);
    let place = model.heap.allocate(100).unwrap();
    model.heap.allocate(100).unwrap();
    model.heap.free(place);
    model.heap.free(place);
}

#[test]
#[should_panic = "the books are wrong"]
fn what_was_never_given_out_is_found_out() {
    let model = Model::new(64 << 10);
    let place = model.heap.allocate(100).unwrap();
    model.heap.free(place + 4);
}

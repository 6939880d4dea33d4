//! Ids: opaque text towards callers, 63-bit numbers towards the generator.
//!
//! A new id is 39 bits of 10 ms units since 2019-04-29T00:00:00Z, 8 bits of sequence and 16 bits
//! of machine, written in decimal: 18 digits until about 2038, growing with time.

use std::{fmt, marker::PhantomData};

use crate::Timestamp;

/// An id of one kind of thing, so that an organisation is never taken for an action.
///
/// Callers send ids of any shape; one that no object has is simply not found.
pub struct Id<Kind> {
    text: String,
    kind: PhantomData<fn() -> Kind>,
}

/// Marks ids of organisations.
#[derive(Debug)]
pub struct OrgKind;
/// Marks ids of actions.
#[derive(Debug)]
pub struct ActionKind;
/// Marks ids of users.
#[derive(Debug)]
pub struct UserKind;
/// Marks ids of tokens (not their secrets).
#[derive(Debug)]
pub struct TokenKind;

/// The id of an organisation.
pub type OrgId = Id<OrgKind>;
/// The id of an action.
pub type ActionId = Id<ActionKind>;
/// The id of a user.
pub type UserId = Id<UserKind>;
/// The id of a token.
pub type TokenId = Id<TokenKind>;

/// Makes new ids, each larger than every one before, whatever the clock does.
#[derive(Debug)]
pub struct IdSource {
    last: u64,
    now: Timestamp,
}

const EPOCH_MICROS: i64 = 1_556_496_000_000_000;
const MICROS_PER_UNIT: i64 = 10_000;
const MACHINE: u64 = 1;
const MACHINE_BITS: u32 = 16;
const SEQUENCE_AND_MACHINE_BITS: u32 = 24;

// === impl Id ===

impl<K> Id<K> {
    /// Takes any text as an id.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind: PhantomData,
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the caller left the id out.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    /// Shorter ids first: decimal numbers stand in the order they were given out.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_length = self.text.len().cmp(&other.text.len());
        by_length.then_with(|| self.text.cmp(&other.text))
    }
}

impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

// === impl IdSource ===

impl IdSource {
    /// Continues after `last`, the largest id ever given out (0 at the very start).
    pub fn new(last: u64, now: Timestamp) -> Self {
        Self { last, now }
    }

    /// The next id: from the clock, or one above the last when the clock stands or steps back.
    pub fn next_id<K>(&mut self) -> Id<K> {
        let units = u64::try_from((self.now.micros() - EPOCH_MICROS) / MICROS_PER_UNIT);
        let from_clock = units.unwrap_or(0) << SEQUENCE_AND_MACHINE_BITS;
        let after_last = (self.last >> MACHINE_BITS).saturating_add(1) << MACHINE_BITS;
        self.last = from_clock.max(after_last) | MACHINE;
        Id::new(self.last.to_string())
    }

    /// The largest id given out so far; storage keeps it.
    pub fn last(&self) -> u64 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let mut ids = IdSource::new(0, now);
        let first: ActionId = ids.next_id();
        assert_eq!(first.as_str().len(), 18);
        let mut back = IdSource::new(ids.last(), Timestamp::from_micros(0));
        let mut last = ids.last();
        for _ in 0..1000 {
            let _: ActionId = back.next_id();
            assert!(back.last() > last && back.last() & 0xffff == MACHINE);
            last = back.last();
        }
    }
}

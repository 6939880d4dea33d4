//! The chain of hashes over the events of an aggregate.
//!
//! The hash of an event is SHA-256 over the hash of the event before it in the same aggregate (32
//! zero bytes before the first) and every column of the row, the position too, each text
//! with its length in front, so that no two rows are written the same way. Whoever changes a
//! stored row must change every later row and the head of the aggregate; an audit compares
//! all of them. The chain uses no secret: someone who recomputes all later hashes and the head, or
//! cuts off the newest events and sets the head back, is not seen by it.

use sha2::{Digest, Sha256};

use crate::Row;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Where the chain of an aggregate ends; all zero before its first event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The newest sequence.
    pub sequence: u64,
    /// The newest hash.
    pub hash: Hash,
}

/// The hash of `row`, the event after the one with the hash `previous`. `row.hash` is not read.
pub fn hash(previous: &Hash, row: &Row) -> Hash {
    let mut digest = Sha256::new();
    digest.update(previous);
    for number in [row.position, row.sequence] {
        digest.update(number.to_be_bytes());
    }
    digest.update(row.created_at.to_be_bytes());
    for text in [
        &row.aggregate_kind,
        &row.aggregate_id,
        &row.event_type,
        &row.owner,
        &row.creator,
        &row.payload,
    ] {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            position: 1,
            aggregate_kind: "org".to_owned(),
            aggregate_id: "7".to_owned(),
            sequence: 2,
            event_type: "org.added".to_owned(),
            owner: "7".to_owned(),
            creator: "SYSTEM".to_owned(),
            created_at: 3,
            payload: "{}".to_owned(),
            hash: Hash::default(),
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Row)) {
        let mut changed = row();
        change(&mut changed);
        assert_ne!(hash(&[0; 32], &changed), hash(&[0; 32], &row()));
    }

    #[test]
    fn every_column_counts() {
        check(|row| row.position = 9);
        check(|row| row.aggregate_kind = "user".to_owned());
        check(|row| row.aggregate_id = "8".to_owned());
        check(|row| row.sequence = 9);
        check(|row| row.event_type = "org.removed".to_owned());
        check(|row| row.owner = String::new());
        check(|row| row.creator = "7".to_owned());
        check(|row| row.created_at = -3);
        check(|row| row.payload = "{ }".to_owned());
        // A byte moved from one column to the next.
        check(|row| {
            row.event_type = "org.added7".to_owned();
            row.owner = String::new();
        });
        assert_ne!(hash(&[1; 32], &row()), hash(&[0; 32], &row()));
    }
}

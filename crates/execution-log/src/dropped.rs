//! How many entries were never kept.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use portcullis_core::id::OrgId;

/// Counts for each organisation apart: none is to learn how busy another is.
#[derive(Debug, Default)]
pub(crate) struct Dropped(Mutex<HashMap<OrgId, u64>>);

// === impl Dropped ===

impl Dropped {
    /// Counts one more; tells whether it is the first.
    pub(crate) fn count(&self, org: &OrgId) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(org) {
            Some(count) => {
                *count += 1;
                false
            }
            None => counts.insert(org.clone(), 1).is_none(),
        }
    }

    pub(crate) fn of(&self, org: &OrgId) -> u64 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(org).copied().unwrap_or(0)
    }
}

//! Taking out what is too old or too much, a little at a time.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use portcullis_core::{Clock, Timestamp, id::OrgId};
use rusqlite::Connection;

use crate::{Keep, Options, table};

/// How many entries there are, and how many there may be.
#[derive(Debug)]
pub(super) struct Prune {
    keep: Keep,
    clock: Arc<dyn Clock>,
    /// How many entries a step takes out at most.
    most: u32,
    interval: Duration,
    counts: HashMap<OrgId, u64>,
    total: u64,
    /// When it was last known that nothing is too old.
    fresh: Option<Instant>,
}

// === impl Prune ===

impl Prune {
    pub(super) fn new(
        connection: &Connection,
        clock: Arc<dyn Clock>,
        options: &Options,
    ) -> rusqlite::Result<Self> {
        let counts = table::counts(connection)?;
        Ok(Self {
            keep: options.keep,
            clock,
            most: options.prune.max(1),
            interval: options.prune_interval,
            total: counts.values().sum(),
            counts,
            fresh: None,
        })
    }

    /// Whether anything is kept at all.
    pub(super) fn keeps(&self) -> bool {
        !self.keep.is_nothing()
    }

    /// Counts an entry that was written.
    pub(super) fn added(&mut self, org: &OrgId) {
        self.total += 1;
        match self.counts.get_mut(org) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(org.clone(), 1);
            }
        }
    }

    /// Takes some out. Tells whether there is more to do.
    pub(super) fn step(&mut self, connection: &Connection) -> rusqlite::Result<bool> {
        let crowded = self.surplus(connection)?;
        let stale = self.old(connection)?;
        Ok(crowded || stale)
    }

    /// The organisation with the most entries loses its oldest, so that a busy one does not cost
    /// the others theirs.
    fn surplus(&mut self, connection: &Connection) -> rusqlite::Result<bool> {
        let surplus = self.total.saturating_sub(self.keep.entries);
        let largest = self.counts.iter().max_by_key(|(_, count)| **count);
        let Some((org, _)) = largest.filter(|_| surplus > 0) else {
            return Ok(false);
        };
        let org = org.clone();
        let most = u32::try_from(surplus).map_or(self.most, |surplus| surplus.min(self.most));
        let removed = table::remove_oldest(connection, &org, most)?;
        self.removed(&org, removed);
        if removed < most {
            // It had fewer than was believed: somebody else took some out.
            self.forget(&org);
        }
        Ok(self.total > self.keep.entries)
    }

    /// Looks through the organisations from time to time, and goes on while there is something.
    fn old(&mut self, connection: &Connection) -> rusqlite::Result<bool> {
        if self.fresh.is_some_and(|at| at.elapsed() < self.interval) {
            return Ok(false);
        }
        let age = i64::try_from(self.keep.age.as_micros()).unwrap_or(i64::MAX);
        let oldest = Timestamp::from_micros(self.clock.now().micros().saturating_sub(age));
        let orgs: Vec<OrgId> = self.counts.keys().cloned().collect();
        let mut room = self.most;
        for org in orgs {
            let removed = table::remove_before(connection, &org, oldest, room)?;
            self.removed(&org, removed);
            room = room.saturating_sub(removed);
            if room == 0 {
                return Ok(true);
            }
        }
        self.fresh = Some(Instant::now());
        Ok(false)
    }

    fn removed(&mut self, org: &OrgId, removed: u32) {
        let Some(count) = self.counts.get_mut(org) else {
            return;
        };
        let removed = (*count).min(u64::from(removed));
        *count -= removed;
        self.total -= removed;
        if *count == 0 {
            self.counts.remove(org);
        }
    }

    fn forget(&mut self, org: &OrgId) {
        self.total -= self.counts.remove(org).unwrap_or(0);
    }
}

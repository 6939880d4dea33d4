//! Turns at something of which there is not enough for everybody at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// At most so many turns at the same time, and half as many for one who asks.
#[derive(Debug)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    most_of_one: usize,
    /// Of those who have a turn or wait for one.
    of_one: Mutex<HashMap<Box<str>, Weak<Semaphore>>>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

// === impl Turns ===

impl Turns {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(most)),
            most_of_one: most.div_ceil(2),
            of_one: Mutex::default(),
        }
    }

    /// Waits for a turn.
    pub(crate) async fn take(&self, who: &str) -> Result<Turn, AcquireError> {
        // in this order: who waits for a turn of their own stands in nobody's way
        Ok(Turn {
            _of_one: self.of(who).acquire_owned().await?,
            _of_all: Arc::clone(&self.all).acquire_owned().await?,
        })
    }

    fn of(&self, who: &str) -> Arc<Semaphore> {
        let mut of_one = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        of_one.retain(|_, turns| turns.strong_count() > 0);
        if let Some(turns) = of_one.get(who).and_then(Weak::upgrade) {
            return turns;
        }
        let turns = Arc::new(Semaphore::new(self.most_of_one));
        of_one.insert(who.into(), Arc::downgrade(&turns));
        turns
    }
}

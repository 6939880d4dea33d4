//! The thread that starts workers ahead of time and ends those that nobody needs.
//!
//! It is woken when a fresh worker is missing. For all else it looks now and then, so that a run that
//! finds its worker and leaves it again wakes nobody.

use std::{
    sync::{Arc, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{Shared, State};
use crate::{Error, Worker};

/// How long to wait after a worker did not start.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What there is to do.
enum Task {
    End(Box<Worker>),
    Start,
    Wait(Instant),
    Stop,
}

/// Works until the pool is closed.
pub(super) fn start(shared: &Arc<Shared>) -> Result<JoinHandle<()>, Error> {
    let shared = shared.clone();
    let thread = thread::Builder::new().name("script-pool".to_owned());
    let started = thread.spawn(move || keep(&shared));
    started.map_err(|source| Error::System {
        what: "starting a thread",
        source,
    })
}

fn keep(shared: &Shared) {
    let mut not_before = Instant::now();
    loop {
        let mut state = shared.lock();
        match next(shared, &mut state, not_before) {
            Task::Stop => return,
            Task::End(worker) => {
                drop(state);
                drop(worker);
            }
            Task::Start => {
                drop(state);
                let mut worker = Worker::new(shared.launcher.clone());
                let now = Instant::now();
                match worker.prepare() {
                    Ok(()) => shared.lock().rest.add(worker, None, now),
                    // whoever needs one hears why
                    Err(_) => not_before = now + RETRY_AFTER,
                }
            }
            Task::Wait(until) => wait(shared, state, until),
        }
    }
}

fn next(shared: &Shared, state: &mut State, not_before: Instant) -> Task {
    let bounds = shared.bounds;
    if state.is_closed {
        return Task::Stop;
    }
    let now = Instant::now();
    let rest = &mut state.rest;
    let ended = rest.take_expired(now, bounds.idle_time);
    if let Some(worker) = ended.or_else(|| rest.take_first(Worker::is_lost)) {
        return Task::End(Box::new(worker));
    }
    let expiry = rest.next_expiry(bounds.idle_time);
    let look = expiry.unwrap_or(now + bounds.idle_time);
    let has_room = state.places.running() + state.rest.len() < bounds.runs + bounds.idle;
    if state.rest.fresh() >= bounds.fresh || !has_room {
        return Task::Wait(look);
    }
    if now < not_before {
        return Task::Wait(look.min(not_before));
    }
    if state.rest.len() >= bounds.idle
        && let Some(worker) = state.rest.take_oldest()
    {
        return Task::End(Box::new(worker));
    }
    Task::Start
}

fn wait(shared: &Shared, state: MutexGuard<'_, State>, until: Instant) {
    let left = until.saturating_duration_since(Instant::now());
    let waited = shared.fresh_missing.wait_timeout(state, left);
    drop(waited.unwrap_or_else(PoisonError::into_inner));
}

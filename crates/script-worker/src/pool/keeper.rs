//! The thread that starts workers ahead of time and ends those that nobody needs.

use std::{
    sync::{Arc, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{Shared, State};
use crate::{Error, Worker};

/// How long to wait after a worker did not start.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What there is to do.
enum Task {
    End(Worker),
    Start,
    Wait(Option<Instant>),
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
    if let Some(worker) = state.rest.take_expired(now, bounds.idle_time) {
        return Task::End(worker);
    }
    let expiry = state.rest.next_expiry(bounds.idle_time);
    let has_room = state.places.running() + state.rest.len() < bounds.runs + bounds.idle;
    if state.rest.fresh() >= bounds.fresh || !has_room {
        return Task::Wait(expiry);
    }
    if now < not_before {
        return Task::Wait(Some(expiry.map_or(not_before, |at| at.min(not_before))));
    }
    if state.rest.len() >= bounds.idle
        && let Some(worker) = state.rest.take_oldest()
    {
        return Task::End(worker);
    }
    Task::Start
}

fn wait(shared: &Shared, state: std::sync::MutexGuard<'_, State>, until: Option<Instant>) {
    let changed = &shared.rest_changed;
    match until {
        None => drop(changed.wait(state).unwrap_or_else(PoisonError::into_inner)),
        Some(until) => {
            let left = until.saturating_duration_since(Instant::now());
            let waited = changed.wait_timeout(state, left);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }
}

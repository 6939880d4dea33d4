//! A place to compute, with a worker.

use std::{
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use portcullis_core::script::LogLevel;
use portcullis_runtime::{ActionRun, Executor, Job, Outside};

use super::Shared;
use crate::{Error, Worker};

/// Runs the actions of one trigger. Dropped, it makes room for others.
#[derive(Debug)]
pub struct Lease {
    worker: Option<Worker>,
    place: Place,
    queued: Duration,
}

/// A place of an organisation; it is left when dropped.
#[derive(Debug)]
struct Place {
    shared: Arc<Shared>,
    organisation: Arc<str>,
}

/// Out of its place; it comes back when dropped, which takes as long as there is no room.
struct Away<'a>(&'a Place);

/// Outside, as long as others may compute while a run waits for HTTP.
struct Yielding<'a> {
    place: &'a Place,
    outside: &'a mut dyn Outside,
    /// How long the last fetch took to come back.
    waited: Duration,
}

// === impl Lease ===

impl Lease {
    /// Finds a worker for a place that was granted.
    pub(super) fn new(
        shared: Arc<Shared>,
        organisation: Arc<str>,
        began: Instant,
    ) -> Result<Self, Error> {
        let place = Place {
            shared,
            organisation,
        };
        let worker = place.take_worker();
        let mut worker = worker.unwrap_or_else(|| Worker::new(place.shared.launcher.clone()));
        worker.prepare()?;
        Ok(Self {
            worker: Some(worker),
            place,
            queued: began.elapsed(),
        })
    }

    /// How long it took to get the place.
    pub fn queued(&self) -> Duration {
        self.queued
    }

    /// The id of the worker's process, if it has one.
    pub fn process_id(&self) -> Option<u32> {
        self.worker.as_ref()?.process_id()
    }
}

impl Executor for Lease {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        let place = &self.place;
        let launcher = || Worker::new(place.shared.launcher.clone());
        let worker = self.worker.get_or_insert_with(launcher);
        let waited = Duration::ZERO;
        let mut outside = Yielding {
            place,
            outside,
            waited,
        };
        worker.execute(job, &mut outside)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let place = &self.place;
        let worker = self.worker.take();
        let worker = worker.filter(|worker| place.shared.bounds.allow(worker));
        let Some(worker) = worker else {
            return;
        };
        let mut state = place.shared.lock();
        let organisation = Some(place.organisation.clone());
        state.rest.add(worker, organisation, Instant::now());
        let surplus = if state.rest.len() > place.shared.bounds.idle {
            state.rest.take_oldest()
        } else {
            None
        };
        drop(state);
        // ending a process takes a moment, in which others need not wait
        drop(surplus);
    }
}

// === impl Place ===

impl Place {
    /// One that served this organisation, or nobody yet, and is not too old.
    fn take_worker(&self) -> Option<Worker> {
        let mut state = self.shared.lock();
        let worker = state.rest.take(&self.organisation);
        let is_fresh_missing = state.rest.fresh() < self.shared.bounds.fresh;
        drop(state);
        if is_fresh_missing {
            self.shared.fresh_missing.notify_one();
        }
        worker.filter(|worker| self.shared.bounds.allow(worker))
    }

    /// Makes room for others.
    fn leave(&self) -> Away<'_> {
        let organisation = &self.organisation;
        self.shared.change(|state| state.places.pause(organisation));
        Away(self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared
            .change(|state| state.places.leave(&self.organisation));
    }
}

// === impl Away ===

impl Drop for Away<'_> {
    fn drop(&mut self) {
        let Place {
            shared,
            organisation,
        } = self.0;
        let (wake, woken) = mpsc::sync_channel(1);
        shared.change(|state| state.places.ask_again(organisation, wake));
        // whoever asked again is never refused, and is woken before the pool goes, which it holds
        let _ = woken.recv();
    }
}

// === impl Yielding ===

impl Outside for Yielding<'_> {
    fn effect(&mut self, json: &str) -> Result<(), String> {
        self.outside.effect(json)
    }

    fn log(&mut self, level: LogLevel, message: &str) -> Result<(), String> {
        self.outside.log(level, message)
    }

    fn fetch(&mut self, request: &str, within: Duration) -> Result<String, String> {
        let away = self.place.leave();
        let answer = self.outside.fetch(request, within);
        let answered = Instant::now();
        drop(away);
        self.waited = answered.elapsed();
        answer
    }

    fn waited(&mut self) -> Duration {
        std::mem::take(&mut self.waited)
    }

    fn write_metadata(&mut self, key: &str, json: &str) -> Result<(), String> {
        self.outside.write_metadata(key, json)
    }

    fn secret(&mut self, name: &str) -> Result<Option<String>, String> {
        self.outside.secret(name)
    }
}

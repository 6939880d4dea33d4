//! Shares the machine between organisations.
//!
//! | what | bounded by | what happens beyond it |
//! |---|---|---|
//! | runs that compute | [`Bounds::places`], each organisation's by `places_per_organisation` | wait, the organisations in turn |
//! | runs that began, those that wait for HTTP included | [`Bounds::runs`], `runs_per_organisation` | wait, likewise |
//! | runs that wait to begin | [`Bounds::queue`], `queue_per_organisation` | [`Error::QueueFull`] |
//! | processes at rest | [`Bounds::idle`] | the one that has waited longest ends |
//! | the life of a process | [`Bounds::age`] | it is replaced before the next trigger |
//!
//! So there are never more than `runs` and `idle` processes together, and each run holds one thread.
//! A run that comes back from HTTP goes on at once, so that more than `places` may compute for a while,
//! unless its own organisation has all its places taken: then it waits, which is not its time.

mod keeper;
mod lease;
mod places;
mod rest;

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use self::{places::Places, rest::Rest};
use crate::{Error, Launcher, Worker};

pub use lease::Lease;

/// How much there is of everything.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Runs that compute at the same time.
    pub places: usize,
    /// The same, of one organisation.
    pub places_per_organisation: usize,
    /// Runs that began, whether they compute or wait for HTTP.
    pub runs: usize,
    /// The same, of one organisation.
    pub runs_per_organisation: usize,
    /// Runs that wait to begin; at least one, as each does for a moment.
    pub queue: usize,
    /// The same, of one organisation.
    pub queue_per_organisation: usize,
    /// Processes that wait for runs.
    pub idle: usize,
    /// Of these, how many are kept that served nobody, so that nobody waits for one to start.
    pub fresh: usize,
    /// How long a process waits for another run of its organisation, at least; it may be twice as long.
    pub idle_time: Duration,
    /// No trigger begins in one that is so old: whoever broke into one does not stay.
    pub age: Duration,
}

/// Workers, and places for those who want to run something.
#[derive(Debug)]
pub struct Pool {
    shared: Arc<Shared>,
    keeper: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    bounds: Bounds,
    launcher: Launcher,
    state: Mutex<State>,
    /// There are fewer fresh workers than there should be, or the pool is closed.
    fresh_missing: Condvar,
}

#[derive(Debug)]
struct State {
    places: Places<Wake>,
    rest: Rest<Worker>,
    is_closed: bool,
}

/// Wakes one who waits.
type Wake = mpsc::SyncSender<()>;

// === impl Bounds ===

impl Bounds {
    /// For so many runs that compute at the same time. One organisation has half of what there is, so
    /// that its endless loops leave the others room.
    pub fn of_places(places: usize) -> Self {
        let places = places.max(1);
        Self {
            places,
            places_per_organisation: places.div_ceil(2),
            runs: places.saturating_mul(8),
            runs_per_organisation: places.saturating_mul(4),
            queue: 256,
            queue_per_organisation: 64,
            // starting one costs as much as some hundred runs, keeping one 2.5 MiB for a minute
            idle: places.saturating_mul(4).max(16),
            fresh: 1,
            idle_time: Duration::from_secs(60),
            age: Duration::from_secs(10 * 60),
        }
    }

    /// Whether a worker may run another trigger.
    fn allow(&self, worker: &Worker) -> bool {
        worker.age().is_some_and(|age| age < self.age)
    }
}

// === impl Pool ===

impl Pool {
    /// Starts a first worker.
    ///
    /// # Errors
    ///
    /// When none starts, [`Error::NoSeccomp`] for example.
    pub fn new(launcher: Launcher, bounds: Bounds) -> Result<Self, Error> {
        let mut worker = Worker::new(launcher.clone());
        worker.prepare()?;
        let mut rest = Rest::new();
        rest.add(worker, None, Instant::now());
        let shared = Arc::new(Shared {
            bounds,
            launcher,
            state: Mutex::new(State {
                places: Places::new(bounds),
                rest,
                is_closed: false,
            }),
            fresh_missing: Condvar::new(),
        });
        let keeper = keeper::start(&shared)?;
        let keeper = Some(keeper);
        Ok(Self { shared, keeper })
    }

    /// Waits for a place for a run of this organisation, and for a worker that serves no other.
    ///
    /// # Errors
    ///
    /// [`Error::QueueFull`] at once, [`Error::QueueTimeout`] when it is later than `until`, and what
    /// is wrong when no worker starts.
    pub fn enter(&self, organisation: &str, until: Option<Instant>) -> Result<Lease, Error> {
        let began = Instant::now();
        let organisation: Arc<str> = organisation.into();
        let (wake, woken) = mpsc::sync_channel(1);
        let asked = self
            .shared
            .change(|state| state.places.ask(&organisation, wake));
        let ticket = asked.ok_or(Error::QueueFull)?;
        if !wait(&woken, until) {
            let withdrawn = self
                .shared
                .change(|state| state.places.withdraw(&organisation, ticket));
            if withdrawn {
                return Err(Error::QueueTimeout);
            }
        }
        Lease::new(self.shared.clone(), organisation, began)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.fresh_missing.notify_all();
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

// === impl Shared ===

impl Shared {
    /// What is in there is whole between two statements, so a panic elsewhere does no harm to it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, and wakes all who may go on then.
    fn change<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.lock();
        let answer = work(&mut state);
        while let Some(wake) = state.places.grant() {
            // it is waiting, or will see that it was woken when it withdraws
            let _ = wake.try_send(());
        }
        answer
    }
}

/// Waits to be woken; false when it is too late.
fn wait(woken: &mpsc::Receiver<()>, until: Option<Instant>) -> bool {
    match until {
        None => woken.recv().is_ok(),
        Some(until) => {
            let left = until.saturating_duration_since(Instant::now());
            woken.recv_timeout(left).is_ok()
        }
    }
}

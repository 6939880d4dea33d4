//! How the process runs and ends.

use std::{num::NonZeroUsize, time::Duration};

use super::{Mistakes, Setting, parse_duration, raw::Raw};

/// Settings of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    /// How long running calls may take once a stop was asked for.
    pub drain: Duration,
    /// Threads that serve calls.
    pub worker_threads: usize,
}

const DRAIN_MAX: Duration = Duration::from_secs(60 * 60);
const WORKER_THREADS_MAX: usize = 256;

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Process> {
    let drain = raw.read(Setting::DrainTimeout, mistakes, parse_drain);
    let worker_threads = raw.read(Setting::WorkerThreads, mistakes, parse_threads);
    Some(Process {
        drain: drain?,
        worker_threads: worker_threads.unwrap_or_else(cores),
    })
}

fn parse_drain(text: &str) -> Result<Duration, String> {
    let drain = parse_duration(text)?;
    if drain > DRAIN_MAX {
        return Err("is too long; at most 1h".to_owned());
    }
    Ok(drain)
}

fn parse_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads) if (1..=WORKER_THREADS_MAX).contains(&threads) => Ok(threads),
        _ => Err(format!(
            "is not a whole number from 1 to {WORKER_THREADS_MAX}; without it there is one per core"
        )),
    }
}

/// Processors this process may use.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(WORKER_THREADS_MAX)
}

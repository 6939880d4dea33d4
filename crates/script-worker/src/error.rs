//! Why there is no worker.

use std::io;

use crate::VERSION;

/// A worker could not be started, or there is no place for a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system cannot lock a process in.
    #[error("scripts cannot be locked in, for this system has no seccomp: {0}")]
    NoSeccomp(String),
    /// The program did not start.
    #[error("the worker {program:?} cannot be started: {source}")]
    Spawn {
        /// The program.
        program: std::path::PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A worker ended before it could run anything.
    #[error("the worker did not start: {0}")]
    Start(String),
    /// The worker is of another version than whoever starts it.
    #[error("the worker is of version {VERSION}, and who starts it of version {server}")]
    Version {
        /// Of whoever starts it.
        server: String,
    },
    /// The system refused what a worker needs.
    #[error("{what} failed: {source}")]
    System {
        /// What was done.
        what: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Somebody else started this process.
    #[error("this command is for portcullis itself: it needs a socket as its input")]
    NotStartedByParent,
    /// The process has open files that are none of its business.
    #[error("the worker was started with open descriptors: {0:?}")]
    OpenDescriptors(Vec<u32>),
    /// No engine.
    #[error(transparent)]
    Engine(#[from] portcullis_runtime::Error),
    /// The other side said what it must not, or nothing.
    #[error("the other side is gone: {0}")]
    Wire(String),
    /// Too many runs wait already.
    #[error("too many runs wait for a place")]
    QueueFull,
    /// No place became free in time.
    #[error("no place for the run became free in time")]
    QueueTimeout,
}

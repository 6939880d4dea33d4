//! The log of how actions ran, in one SQLite file of its own.
//!
//! Whoever notes something never waits: a bounded queue leads to one thread that writes many entries
//! together, takes out what is old or too much, and tells whoever watches. What does not fit is
//! dropped and counted. An entry may be lost when the machine stops, not when the process is killed
//! after it was written.
//!
//! This crate deliberately knows neither protocols nor callers, nor how actions are run.

mod codec;
mod connection;
mod dropped;
mod error;
mod fit;
mod log;
mod options;
mod queue;
mod readers;
mod schema;
mod search;
mod table;
mod watchers;
mod writer;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use log::SqliteExecutionLog;
pub use options::{Keep, Options};

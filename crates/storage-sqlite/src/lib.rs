//! The SQLite backend: an event store with read tables in one file.
//!
//! One thread writes: it takes commands off a bounded queue, decides them on the tables, and
//! commits many together. Reads go beside it, on connections of their own; what every call needs
//! (caller, organisation, action) is cached as long as nobody wrote.
//!
//! This crate deliberately makes no decision of the domain and knows no protocol.

mod apply;
mod connection;
mod dump;
mod error;
mod lookups;
mod options;
mod readers;
mod repository;
mod schema;
mod search;
mod secrets;
mod tables;
mod view;
mod writer;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use options::Options;
pub use repository::SqliteRepository;

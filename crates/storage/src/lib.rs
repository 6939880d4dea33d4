//! What all backends share: how events are written down, chained and checked; a backend in
//! memory; and, with the feature `testsuite`, the contract that every backend must pass.
//!
//! This crate deliberately knows no database and makes no decision of the domain.

pub mod audit;
pub mod chain;
pub mod codec;
pub mod error;
pub mod index;
pub mod memory;
pub mod row;
#[cfg(feature = "testsuite")]
pub mod testsuite;

pub use audit::Auditor;
pub use chain::{Hash, Head};
pub use error::{Error, Result};
pub use memory::{MemoryRepository, MemorySecrets};
pub use row::Row;

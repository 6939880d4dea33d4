//! SQLite files of our own: made for their owner alone, recognised before anything is written, brought
//! to the version of their schema that this program writes.
//!
//! This crate deliberately does not know what is in them, who reads and writes them, or how soon that
//! has to be on disk.

mod error;
mod open;
mod schema;

pub use error::Error;
pub use open::{Access, is_whole, make};
pub use schema::{Schema, is_empty, version};

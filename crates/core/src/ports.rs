//! What the domain needs from outside.

mod repository;

pub use repository::{Audit, Repository, UserSummary};

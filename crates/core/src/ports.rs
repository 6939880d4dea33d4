//! What the domain needs from outside.

mod repository;
mod scripts;

pub use repository::{Audit, Repository, UserSummary};
pub use scripts::Scripts;

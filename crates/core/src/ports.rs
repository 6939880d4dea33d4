//! What the domain needs from outside.

mod repository;
mod secrets;

pub use repository::{Audit, Repository, UserSummary};
pub use secrets::SecretStore;

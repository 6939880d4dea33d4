//! What the domain needs from outside.

mod repository;
mod scripts;
mod secrets;

pub use repository::{Audit, Repository, UserSummary};
pub use scripts::Scripts;
pub use secrets::SecretStore;

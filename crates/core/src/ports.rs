//! What the domain needs from outside.

mod executions;
mod repository;
mod scripts;
mod secrets;

pub use executions::{ExecutionLog, ExecutionWatch, Watched};
pub use repository::{Audit, Repository, UserSummary};
pub use scripts::{AfterRun, Scripts};
pub use secrets::SecretStore;

//! What the domain needs from outside.

mod executions;
mod repository;

pub use executions::{ExecutionLog, ExecutionWatch, Watched};
pub use repository::{Audit, Repository, UserSummary};

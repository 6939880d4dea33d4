//! What every load generator needs: connections, and the CPU time of who answers.
//!
//! Knows no service and no dialect.

mod connection;
pub mod cpu;
mod measured;

pub use connection::{Answer, Call, Connection};
pub use measured::Measured;

//! What answers the one native function that a prelude calls.

use std::time::Duration;

use crate::Value;

/// Answers `host(function, ...arguments)`.
///
/// It is passed to each call into the engine and cannot reach the engine itself. A panic ends the
/// run and goes on in the caller.
pub trait Host {
    /// Answers one call. `function` is the number the prelude passed.
    fn call(&mut self, function: u32, arguments: &[Value]) -> Result<Value, Refusal>;

    /// How much of the last call was not the run's time: its deadline is so much later.
    fn waited(&mut self) -> Duration {
        Duration::ZERO
    }
}

/// How a host declines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Thrown as an error that the script can catch.
    Throw {
        /// `TypeError` and the other native names make such an error; any other name is set as the
        /// `name` of an `Error`.
        name: String,
        /// The error's message.
        message: String,
    },
    /// Ends the run: it cannot be caught, and no `finally` runs.
    Abort,
}

//! What the old engine was recorded to do: runs as requests, and what is expected of the answers.
//!
//! Shared by the tests of the engine, of the command line and of the API. Nothing here knows how a run
//! is asked for; an answer is an `ExecuteTriggerResponse` in JSON.

#[path = "actions/answers.rs"]
pub(crate) mod answers;
#[path = "actions/case.rs"]
mod case;
#[path = "actions/differences.rs"]
mod differences;
#[path = "actions/effects.rs"]
mod effects;
#[path = "actions/equal.rs"]
mod equal;
#[path = "actions/tally.rs"]
mod tally;
#[path = "actions/unmatched.rs"]
mod unmatched;

pub(crate) use self::tally::Tally;

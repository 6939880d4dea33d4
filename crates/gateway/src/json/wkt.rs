//! The well-known types, whose JSON forms are their own.

pub(super) mod any;
mod civil;
mod duration;
mod empty;
mod field_mask;
mod fraction;
mod structs;
mod timestamp;

/// Nanoseconds in a second.
const NANOS_PER_SECOND: i32 = 1_000_000_000;

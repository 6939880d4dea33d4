//! The two well-known types an API of times and limits needs, with both their wire forms.
//!
//! They are prost messages and serde types at once, so that generated code can name them wherever
//! a `.proto` file says `google.protobuf.Timestamp` or `google.protobuf.Duration`. This module
//! knows no clock and no calendar but the proleptic Gregorian one.

mod civil;
mod duration;
mod fraction;
mod timestamp;

pub use self::{duration::Duration, timestamp::Timestamp};

/// Where the well-known types live in the protobuf world.
const PACKAGE: &str = "google.protobuf";

/// Nanoseconds in a second.
const NANOS_PER_SECOND: i32 = 1_000_000_000;

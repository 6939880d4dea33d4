//! Times on the wire: a number is read faster than the object that serde makes of one.

use std::time::Duration;

use serde::{Deserialize as _, Deserializer, Serializer};

/// What is longer becomes 584 years.
pub(super) fn of(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(of(*time))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(number: D) -> Result<Duration, D::Error> {
    u64::deserialize(number).map(Duration::from_nanos)
}

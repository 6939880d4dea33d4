//! What all objects share: details, times and durations.

use std::time::Duration;

use portcullis_core::{Timestamp, action::Details, validation::Reason};
use portcullis_proto::zitadel::v1::ObjectDetails;

const NANOS_PER_SECOND: i32 = 1_000_000_000;
/// 10,000 years, the range of `google.protobuf.Duration`.
const SECONDS_MAX: i64 = 315_576_000_000;
/// The years 1 to 9999, the range of `google.protobuf.Timestamp`.
const SECONDS_FROM: i64 = -62_135_596_800;
const SECONDS_TO: i64 = 253_402_300_800;

pub(crate) fn details(details: &Details) -> ObjectDetails {
    ObjectDetails {
        sequence: details.sequence,
        creation_date: Some(timestamp(details.created_at)),
        change_date: Some(timestamp(details.changed_at)),
        resource_owner: details.owner.to_string(),
    }
}

pub(crate) fn timestamp(time: Timestamp) -> prost_types::Timestamp {
    let micros = time.micros();
    prost_types::Timestamp {
        seconds: micros.div_euclid(1_000_000),
        // rem_euclid is below a million, so that the product is below a billion
        nanos: (micros.rem_euclid(1_000_000) * 1_000) as i32,
    }
}

/// A time from a caller, to the microsecond before it; none for what protobuf does not call a time.
pub(crate) fn read_timestamp(sent: prost_types::Timestamp) -> Option<Timestamp> {
    let prost_types::Timestamp { seconds, nanos } = sent;
    let valid =
        (SECONDS_FROM..SECONDS_TO).contains(&seconds) && (0..NANOS_PER_SECOND).contains(&nanos);
    valid.then(|| Timestamp::from_micros(seconds * 1_000_000 + i64::from(nanos / 1000)))
}

pub(crate) fn duration(duration: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(SECONDS_MAX),
        nanos: i32::try_from(duration.subsec_nanos()).unwrap_or_default(),
    }
}

/// A duration from a caller; refuses what protobuf does not call a duration, then what is
/// negative.
pub(crate) fn read_duration(sent: prost_types::Duration) -> Result<Duration, Reason> {
    let prost_types::Duration { seconds, nanos } = sent;
    let invalid = |shown: String, why: &str| Reason::Duration {
        cause: format!("proto: duration ({shown}) {why}"),
    };
    if !(-SECONDS_MAX..=SECONDS_MAX).contains(&seconds) {
        let why = if seconds < 0 {
            "exceeds -10000 years"
        } else {
            "exceeds +10000 years"
        };
        return Err(invalid(shown(seconds, nanos), why));
    }
    if nanos <= -NANOS_PER_SECOND || nanos >= NANOS_PER_SECOND {
        return Err(invalid(shown(seconds, nanos), "has out-of-range nanos"));
    }
    if (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0) {
        let why = "has seconds and nanos with different signs";
        return Err(invalid(shown(seconds, nanos), why));
    }
    match (u64::try_from(seconds), u32::try_from(nanos)) {
        (Ok(seconds), Ok(nanos)) => Ok(Duration::new(seconds, nanos)),
        _ => Err(Reason::TimeoutRange),
    }
}

/// The fields that are set, as protobuf's text form shows them.
fn shown(seconds: i64, nanos: i32) -> String {
    let mut set = Vec::new();
    if seconds != 0 {
        set.push(format!("seconds:{seconds}"));
    }
    if nanos != 0 {
        set.push(format!("nanos:{nanos}"));
    }
    set.join(" ")
}

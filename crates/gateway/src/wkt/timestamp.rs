//! A point in time: RFC 3339 with a `Z` in JSON.

use std::fmt;

use serde::{
    de::{self, Deserialize, Deserializer, Visitor},
    ser::{self, Serialize, Serializer},
};

use super::{NANOS_PER_SECOND, PACKAGE, civil::Date, fraction};

const SECONDS_PER_DAY: i64 = 86_400;
/// 0001-01-01T00:00:00Z
const MIN_SECONDS: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z
const MAX_SECONDS: i64 = 253_402_300_799;

/// `google.protobuf.Timestamp`: seconds and nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Timestamp {
    /// Whole seconds; before 1970 they are negative.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds that follow the whole second, 0 to 999,999,999 also before 1970.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

struct TimestampVisitor;

// === impl Timestamp ===

impl Timestamp {
    /// The time so many microseconds after (or, negative, before) 1970-01-01T00:00:00Z.
    pub fn from_unix_micros(micros: i64) -> Self {
        Self {
            seconds: micros.div_euclid(1_000_000),
            // rem_euclid is below a million, so that the product is below a billion
            nanos: (micros.rem_euclid(1_000_000) * 1_000) as i32,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (date_time, rest) = bytes.split_at_checked(19)?;
        let number = |from: usize, to: usize| fraction::digits_value(date_time.get(from..to)?);
        let separators = [
            date_time[4],
            date_time[7],
            date_time[10],
            date_time[13],
            date_time[16],
        ];
        if separators != *b"--T::" {
            return None;
        }
        let date = Date::new(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (nanos, zone) = match rest.strip_prefix(b".") {
            Some(rest) => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let (digits, zone) = rest.split_at(digits);
                (fraction::parse(digits)?, zone)
            }
            None => (0, rest),
        };
        let seconds = date.days() * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second
            - offset_seconds(zone)?;
        Self {
            seconds,
            nanos: i32::try_from(nanos).ok()?,
        }
        .in_range()
    }

    fn in_range(self) -> Option<Self> {
        let known = (MIN_SECONDS..=MAX_SECONDS).contains(&self.seconds)
            && (0..NANOS_PER_SECOND).contains(&self.nanos);
        known.then_some(self)
    }
}

/// Prints the JSON form; a value outside the years 1 to 9999 is a formatting error.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, nanos } = self.in_range().ok_or(fmt::Error)?;
        let date = Date::from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let second = seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let Date { year, month, day } = date;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        fraction::write(f, nanos.unsigned_abs())?;
        f.write_str("Z")
    }
}

impl prost::Name for Timestamp {
    const NAME: &'static str = "Timestamp";
    const PACKAGE: &'static str = PACKAGE;
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.in_range().is_none() {
            return Err(ser::Error::custom("timestamp outside the years 1 to 9999"));
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimestampVisitor)
    }
}

// === impl TimestampVisitor ===

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time like \"2006-01-02T15:04:05.000Z\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        Timestamp::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// What has to be taken off a local time: `Z`, or hours and minutes with a sign.
fn offset_seconds(zone: &[u8]) -> Option<i64> {
    let (sign, clock) = match zone.split_first()? {
        (b'Z', []) => return Some(0),
        (b'+', clock) => (1, clock),
        (b'-', clock) => (-1, clock),
        _ => return None,
    };
    let [h1, h2, b':', m1, m2] = clock else {
        return None;
    };
    let hours = fraction::digits_value(&[*h1, *h2])?;
    let minutes = fraction::digits_value(&[*m1, *m2])?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{MAX_SECONDS, MIN_SECONDS, Timestamp};

    #[track_caller]
    fn check(text: &str, expected: Option<(i64, i32)>) {
        let json = serde_json::to_string(text).unwrap();
        let expected = expected.map(|(seconds, nanos)| Timestamp { seconds, nanos });
        assert_eq!(serde_json::from_str(&json).ok(), expected, "{text}");
    }

    #[test]
    fn reads() {
        check("1970-01-01T00:00:00Z", Some((0, 0)));
        check("0001-01-01T00:00:00Z", Some((MIN_SECONDS, 0)));
        check(
            "9999-12-31T23:59:59.999999999Z",
            Some((MAX_SECONDS, 999_999_999)),
        );
        check("1969-12-31T23:59:59.5Z", Some((-1, 500_000_000)));
        check("2024-02-29T12:00:00+02:00", Some((1_709_200_800, 0)));
        check(
            "2024-02-29T12:00:00.001-00:30",
            Some((1_709_209_800, 1_000_000)),
        );
    }

    #[test]
    fn refuses() {
        for text in [
            "",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01t00:00:00Z",
            "1970-01-01T00:00:00z",
            "1970-01-01 00:00:00Z",
            "1970-01-01T00:00:60Z",
            "1970-01-01T24:00:00Z",
            "1970-02-30T00:00:00Z",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00.1234567890Z",
            "1970-01-01T00:00:00+24:00",
            "1970-01-01T00:00:00+0100",
            "1970-01-01T00:00:00Z ",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "+970-01-01T00:00:00Z",
            "١٩٧٠-01-01T00:00Z",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn writes_as_few_digits_as_lose_nothing() {
        for (nanos, expected) in [
            (0, "\"1970-01-01T00:00:01Z\""),
            (120_000_000, "\"1970-01-01T00:00:01.120Z\""),
            (1_000, "\"1970-01-01T00:00:01.000001Z\""),
            (1, "\"1970-01-01T00:00:01.000000001Z\""),
        ] {
            let json = serde_json::to_string(&Timestamp { seconds: 1, nanos });
            assert_eq!(json.unwrap(), expected);
        }
    }

    #[test]
    fn does_not_write_what_is_out_of_range() {
        for (seconds, nanos) in [
            (MAX_SECONDS + 1, 0),
            (MIN_SECONDS - 1, 0),
            (0, -1),
            (0, 1_000_000_000),
        ] {
            assert!(serde_json::to_string(&Timestamp { seconds, nanos }).is_err());
        }
    }

    #[test]
    fn counts_microseconds_before_1970_backwards() {
        let expected = Timestamp {
            seconds: -1,
            nanos: 999_999_000,
        };
        assert_eq!(Timestamp::from_unix_micros(-1), expected);
    }

    proptest! {
        #[test]
        fn comes_back(seconds in MIN_SECONDS..=MAX_SECONDS, nanos in 0..1_000_000_000) {
            let time = Timestamp { seconds, nanos };
            prop_assert_eq!(Timestamp::parse(&time.to_string()), Some(time));
        }

        #[test]
        fn never_panics(text in ".*") {
            let _ = Timestamp::parse(&text);
        }
    }
}

//! A span of time: decimal seconds with an `s` in JSON.

use std::fmt;

use serde::{
    de::{self, Deserialize, Deserializer, Visitor},
    ser::{self, Serialize, Serializer},
};

use super::{NANOS_PER_SECOND, PACKAGE, fraction};

/// About 10,000 years, the most the type may hold in either direction.
const MAX_SECONDS: i64 = 315_576_000_000;

/// `google.protobuf.Duration`: seconds and nanoseconds of the same sign.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Duration {
    /// Whole seconds, at most 315,576,000,000 in either direction.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds beyond the whole seconds, with their sign.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

struct DurationVisitor;

// === impl Duration ===

impl Duration {
    fn parse(text: &str) -> Option<Self> {
        let number = text.strip_suffix('s')?;
        let (sign, number) = match number.strip_prefix('-') {
            Some(number) => (-1, number),
            None => (1, number),
        };
        let (whole, nanos) = match number.split_once('.') {
            Some((whole, digits)) => (whole, fraction::parse(digits.as_bytes())?),
            None => (number, 0),
        };
        if whole.len() > 1 && whole.starts_with('0') {
            return None;
        }
        Self {
            seconds: sign * fraction::digits_value(whole.as_bytes())?,
            nanos: i32::try_from(nanos).ok()? * if sign < 0 { -1 } else { 1 },
        }
        .in_range()
    }

    fn in_range(self) -> Option<Self> {
        let Self { seconds, nanos } = self;
        let small = (-MAX_SECONDS..=MAX_SECONDS).contains(&seconds)
            && (1 - NANOS_PER_SECOND..NANOS_PER_SECOND).contains(&nanos)
            && !(seconds.abs() == MAX_SECONDS && nanos != 0);
        let one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
        (small && one_sign).then_some(self)
    }
}

/// Prints the JSON form; mixed signs and values out of range are formatting errors.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, nanos } = self.in_range().ok_or(fmt::Error)?;
        if seconds < 0 || nanos < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", seconds.unsigned_abs())?;
        fraction::write(f, nanos.unsigned_abs())?;
        f.write_str("s")
    }
}

impl prost::Name for Duration {
    const NAME: &'static str = "Duration";
    const PACKAGE: &'static str = PACKAGE;
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.in_range().is_none() {
            return Err(ser::Error::custom("duration out of range"));
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DurationVisitor)
    }
}

// === impl DurationVisitor ===

impl Visitor<'_> for DurationVisitor {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration in seconds like \"10s\" or \"0.500s\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
        Duration::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{Duration, MAX_SECONDS};

    #[track_caller]
    fn check(json: &str, expected: Option<(i64, i32)>) {
        let expected = expected.map(|(seconds, nanos)| Duration { seconds, nanos });
        assert_eq!(serde_json::from_str(json).ok(), expected, "{json}");
    }

    #[test]
    fn reads() {
        check(r#""0s""#, Some((0, 0)));
        check(r#""-0s""#, Some((0, 0)));
        check(r#""10s""#, Some((10, 0)));
        check(r#""0.5s""#, Some((0, 500_000_000)));
        check(r#""-0.5s""#, Some((0, -500_000_000)));
        check(r#""-1.000000001s""#, Some((-1, -1)));
        check(r#""315576000000s""#, Some((MAX_SECONDS, 0)));
        check(r#""-315576000000s""#, Some((-MAX_SECONDS, 0)));
    }

    #[test]
    fn refuses() {
        for json in [
            r#""""#,
            r#""s""#,
            r#""-s""#,
            r#""10""#,
            "10",
            "10.5",
            r#""1m""#,
            r#"".5s""#,
            r#""1.s""#,
            r#""+1s""#,
            r#""010s""#,
            r#""00s""#,
            r#""1 s""#,
            r#"" 1s""#,
            r#""1S""#,
            r#""1e3s""#,
            r#""--1s""#,
            r#""1.-5s""#,
            r#""0.1234567891s""#,
            r#""315576000001s""#,
            r#""315576000000.1s""#,
            r#""99999999999999999999s""#,
            "null",
            "true",
            "{}",
        ] {
            check(json, None);
        }
    }

    #[test]
    fn writes_as_few_digits_as_lose_nothing() {
        for (seconds, nanos, expected) in [
            (10, 0, "\"10s\""),
            (0, 500_000_000, "\"0.500s\""),
            (0, -500_000_000, "\"-0.500s\""),
            (-1, -1_000, "\"-1.000001s\""),
            (1, 1, "\"1.000000001s\""),
        ] {
            let json = serde_json::to_string(&Duration { seconds, nanos });
            assert_eq!(json.unwrap(), expected);
        }
    }

    #[test]
    fn does_not_write_what_is_out_of_range() {
        for (seconds, nanos) in [
            (MAX_SECONDS + 1, 0),
            (1, -1),
            (-1, 1),
            (0, 1_000_000_000),
            (i64::MIN, 0),
        ] {
            assert!(serde_json::to_string(&Duration { seconds, nanos }).is_err());
        }
    }

    proptest! {
        #[test]
        fn comes_back(seconds in 0..MAX_SECONDS, nanos in 0..1_000_000_000, negative: bool) {
            let sign = if negative { -1 } else { 1 };
            let span = Duration { seconds: seconds * i64::from(sign), nanos: nanos * sign };
            prop_assert_eq!(Duration::parse(&span.to_string()), Some(span));
        }

        #[test]
        fn never_panics(text in ".*") {
            let _ = Duration::parse(&text);
        }
    }
}

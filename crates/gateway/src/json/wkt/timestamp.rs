//! `google.protobuf.Timestamp`: RFC 3339, written with a `Z`.

use std::fmt;

use prost_types::Timestamp;
use serde::{
    de::{self, Deserializer, Visitor},
    ser::{self, Serializer},
};

use super::{NANOS_PER_SECOND, civil::Date, fraction};
use crate::json::{Message, Options, Outcome};

const SECONDS_PER_DAY: i64 = 86_400;
/// 0001-01-01T00:00:00Z
const MIN_SECONDS: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z
const MAX_SECONDS: i64 = 253_402_300_799;

struct TimestampVisitor<'a>(&'a mut Timestamp);

impl Message for Timestamp {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(TimestampVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        let reason = "timestamp outside the years 1 to 9999";
        let text = text(*self).ok_or_else(|| ser::Error::custom(reason))?;
        serializer.serialize_str(&text)
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let (date_time, rest) = bytes.split_at_checked(19)?;
    let number = |from: usize, to: usize| fraction::digits_value(date_time.get(from..to)?);
    let separators = [4, 7, 10, 13, 16].map(|at| date_time.get(at).copied());
    if separators != b"--T::".map(Some) {
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
    let seconds =
        date.days() * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second - offset_seconds(zone)?;
    in_range(Timestamp {
        seconds,
        nanos: i32::try_from(nanos).ok()?,
    })
}

/// The text of a time; none outside the years 1 to 9999.
fn text(time: Timestamp) -> Option<String> {
    let Timestamp { seconds, nanos } = in_range(time)?;
    let Date { year, month, day } = Date::from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let second = seconds.rem_euclid(SECONDS_PER_DAY);
    let mut text = String::with_capacity(32);
    for (number, width, end) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (second / 3_600, 2, ':'),
        (second / 60 % 60, 2, ':'),
    ] {
        fraction::push_digits(&mut text, u32::try_from(number).ok()?, width);
        text.push(end);
    }
    fraction::push_digits(&mut text, u32::try_from(second % 60).ok()?, 2);
    fraction::push(&mut text, nanos.unsigned_abs());
    text.push('Z');
    Some(text)
}

fn in_range(time: Timestamp) -> Option<Timestamp> {
    let is_known = (MIN_SECONDS..=MAX_SECONDS).contains(&time.seconds)
        && (0..NANOS_PER_SECOND).contains(&time.nanos);
    is_known.then_some(time)
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

// === impl TimestampVisitor ===

impl Visitor<'_> for TimestampVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time like \"2006-01-02T15:04:05.000Z\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        match parse(text) {
            Some(time) => *self.0 = time,
            None => return Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
        Ok(Outcome::Set)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{MAX_SECONDS, MIN_SECONDS, Timestamp, parse, text};

    #[track_caller]
    fn check(text: &str, expected: Option<(i64, i32)>) {
        let expected = expected.map(|(seconds, nanos)| Timestamp { seconds, nanos });
        assert_eq!(parse(text), expected, "{text}");
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
            (0, "1970-01-01T00:00:01Z"),
            (120_000_000, "1970-01-01T00:00:01.120Z"),
            (1_000, "1970-01-01T00:00:01.000001Z"),
            (1, "1970-01-01T00:00:01.000000001Z"),
        ] {
            assert_eq!(text(Timestamp { seconds: 1, nanos }).unwrap(), expected);
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
            assert_eq!(text(Timestamp { seconds, nanos }), None);
        }
    }

    proptest! {
        #[test]
        fn comes_back(seconds in MIN_SECONDS..=MAX_SECONDS, nanos in 0..1_000_000_000) {
            let time = Timestamp { seconds, nanos };
            prop_assert_eq!(parse(&text(time).unwrap()), Some(time));
        }

        #[test]
        fn never_panics(text in ".*") {
            let _ = parse(&text);
        }
    }
}

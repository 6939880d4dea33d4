//! `google.protobuf.Duration`: decimal seconds with an `s`.

use std::fmt;

use prost_types::Duration;
use serde::{
    de::{self, Deserializer, Visitor},
    ser::{self, Serializer},
};

use super::{NANOS_PER_SECOND, fraction};
use crate::json::{Message, Options, Outcome};

/// About 10,000 years, the most whole seconds the type may hold in either direction.
const MAX_SECONDS: i64 = 315_576_000_000;

struct DurationVisitor<'a>(&'a mut Duration);

impl Message for Duration {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        _options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(DurationVisitor(self))
    }

    fn write<S: Serializer>(&self, serializer: S, _options: &Options) -> Result<S::Ok, S::Error> {
        let text = text(*self).ok_or_else(|| ser::Error::custom("duration out of range"))?;
        serializer.serialize_str(&text)
    }
}

fn parse(text: &str) -> Option<Duration> {
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
    in_range(Duration {
        seconds: sign * fraction::digits_value(whole.as_bytes())?,
        nanos: i32::try_from(nanos).ok()? * if sign < 0 { -1 } else { 1 },
    })
}

/// The text of a duration; none when its signs differ or it is out of range.
fn text(duration: Duration) -> Option<String> {
    let Duration { seconds, nanos } = in_range(duration)?;
    let mut text = String::with_capacity(24);
    if seconds < 0 || nanos < 0 {
        text.push('-');
    }
    text.push_str(itoa::Buffer::new().format(seconds.unsigned_abs()));
    fraction::push(&mut text, nanos.unsigned_abs());
    text.push('s');
    Some(text)
}

fn in_range(duration: Duration) -> Option<Duration> {
    let Duration { seconds, nanos } = duration;
    let small = (-MAX_SECONDS..=MAX_SECONDS).contains(&seconds)
        && (1 - NANOS_PER_SECOND..NANOS_PER_SECOND).contains(&nanos);
    let one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    (small && one_sign).then_some(duration)
}

// === impl DurationVisitor ===

impl Visitor<'_> for DurationVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration in seconds like \"10s\" or \"0.500s\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Outcome, E> {
        match parse(text) {
            Some(duration) => *self.0 = duration,
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

    use super::{Duration, MAX_SECONDS, parse, text};

    #[track_caller]
    fn check(json: &str, expected: Option<(i64, i32)>) {
        let expected = expected.map(|(seconds, nanos)| Duration { seconds, nanos });
        assert_eq!(parse(json), expected, "{json}");
    }

    #[test]
    fn reads() {
        check("0s", Some((0, 0)));
        check("-0s", Some((0, 0)));
        check("10s", Some((10, 0)));
        check("0.5s", Some((0, 500_000_000)));
        check("-0.5s", Some((0, -500_000_000)));
        check("-1.000000001s", Some((-1, -1)));
        check("315576000000s", Some((MAX_SECONDS, 0)));
        check("-315576000000s", Some((-MAX_SECONDS, 0)));
        check("315576000000.999999999s", Some((MAX_SECONDS, 999_999_999)));
    }

    #[test]
    fn refuses() {
        for json in [
            "",
            "s",
            "-s",
            "10",
            "10.5",
            "1m",
            ".5s",
            "1.s",
            "+1s",
            "010s",
            "00s",
            "1 s",
            " 1s",
            "1S",
            "1e3s",
            "--1s",
            "1.-5s",
            "0.1234567891s",
            "315576000001s",
            "99999999999999999999s",
        ] {
            check(json, None);
        }
    }

    #[test]
    fn writes_as_few_digits_as_lose_nothing() {
        for (seconds, nanos, expected) in [
            (10, 0, "10s"),
            (0, 500_000_000, "0.500s"),
            (0, -500_000_000, "-0.500s"),
            (-1, -1_000, "-1.000001s"),
            (1, 1, "1.000000001s"),
        ] {
            assert_eq!(text(Duration { seconds, nanos }).unwrap(), expected);
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
            assert_eq!(text(Duration { seconds, nanos }), None);
        }
    }

    proptest! {
        #[test]
        fn comes_back(seconds in 0..MAX_SECONDS, nanos in 0..1_000_000_000, negative: bool) {
            let sign = if negative { -1 } else { 1 };
            let span = Duration { seconds: seconds * i64::from(sign), nanos: nanos * sign };
            prop_assert_eq!(parse(&text(span).unwrap()), Some(span));
        }

        #[test]
        fn never_panics(text in ".*") {
            let _ = parse(&text);
        }
    }
}

//! Durations as people write them: `500ms`, `10s`, `2m`, `12h`, `90d`.

use std::time::Duration;

const DAY: u64 = 24 * 60 * 60;
/// A hundred years, so that no date made of it leaves the calendar.
const MAX: Duration = Duration::from_secs(36_500 * DAY);

/// Reads a whole number with its unit, at most 36500d.
///
/// # Errors
/// A sentence's end that says what to write instead.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let unknown = || {
        "is not a duration; give a whole number and a unit (ms, s, m, h, d), such as 10s".to_owned()
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        return Err(unknown());
    }
    let number = number.parse::<u64>().ok();
    let duration = match unit {
        "ms" => number.map(Duration::from_millis),
        "s" => number.map(Duration::from_secs),
        "m" => number
            .and_then(|n| n.checked_mul(60))
            .map(Duration::from_secs),
        "h" => number
            .and_then(|n| n.checked_mul(60 * 60))
            .map(Duration::from_secs),
        "d" => number
            .and_then(|n| n.checked_mul(DAY))
            .map(Duration::from_secs),
        _ => return Err(unknown()),
    };
    duration
        .filter(|duration| *duration <= MAX)
        .ok_or_else(|| "is too long; at most 36500d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, millis: Option<u64>) {
        let parsed = parse_duration(text).ok();
        assert_eq!(parsed, millis.map(Duration::from_millis), "{text:?}");
    }

    #[test]
    fn durations() {
        check("0s", Some(0));
        check("500ms", Some(500));
        check("10s", Some(10_000));
        check("2m", Some(120_000));
        check("12h", Some(43_200_000));
        check("90d", Some(7_776_000_000));
        check("36500d", Some(3_153_600_000_000));
        for wrong in [
            "",
            "s",
            "10",
            "-1s",
            "+1s",
            "1.5s",
            "10 s",
            "1h30m",
            "10S",
            "1w",
            "36501d",
            "18446744073709551616ms",
            "18446744073709551615d",
            "１s",
        ] {
            check(wrong, None);
        }
    }
}

//! The deadline a caller sets with `grpc-timeout`.

use std::time::Duration;

use http::HeaderMap;
use tonic::Status;

const HEADER: &str = "grpc-timeout";
const MAX_DIGITS: usize = 8;

/// The time the caller allows; none when he doesn't say.
pub(super) fn requested(headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    match parse(&text) {
        Some(time) => Ok(Some(time)),
        None => Err(Status::invalid_argument(format!(
            "invalid grpc-timeout: {text}"
        ))),
    }
}

/// Up to eight digits and a unit.
fn parse(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let digits = text.strip_suffix(unit)?;
    if digits.is_empty()
        || digits.len() > MAX_DIGITS
        || !digits.bytes().all(|it| it.is_ascii_digit())
    {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        'H' => Some(Duration::from_secs(amount * 3_600)),
        'M' => Some(Duration::from_secs(amount * 60)),
        'S' => Some(Duration::from_secs(amount)),
        'm' => Some(Duration::from_millis(amount)),
        'u' => Some(Duration::from_micros(amount)),
        'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[track_caller]
    fn check(text: &str, expected: Option<Duration>) {
        assert_eq!(parse(text), expected, "{text:?}");
    }

    #[test]
    fn parses() {
        check("1H", Some(Duration::from_secs(3_600)));
        check("2M", Some(Duration::from_secs(120)));
        check("0S", Some(Duration::ZERO));
        check("99999999m", Some(Duration::from_millis(99_999_999)));
        check("5u", Some(Duration::from_micros(5)));
        check("5n", Some(Duration::from_nanos(5)));
    }

    #[test]
    fn refuses() {
        for text in [
            "",
            "S",
            "abc",
            "5",
            "5s",
            "-5S",
            "+5S",
            "1.5S",
            "5 S",
            "123456789S",
            "5ß",
            "٥S",
        ] {
            check(text, None);
        }
    }
}

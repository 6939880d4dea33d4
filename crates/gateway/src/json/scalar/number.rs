//! The grammar of a JSON number, for numbers in quotes.

/// The parts of a number as they were written, without signs and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'a> {
    pub(super) is_negative: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
    pub(super) exponent: i32,
}

// === impl Number ===

impl<'a> Number<'a> {
    /// Takes a text apart; none when it is no JSON number.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((text, exponent)) => (text, self::exponent(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, digits(fraction)?),
            None => (text, ""),
        };
        let whole = digits(whole)?;
        let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
        (!has_leading_zero).then_some(Self {
            is_negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// The value, when it is whole and fits.
    pub(super) fn to_integer(self) -> Option<i128> {
        let mut digits = String::from(self.whole);
        digits.push_str(self.fraction);
        let significant = digits.trim_end_matches('0');
        let zeros = digits.len() - significant.len();
        let significant = significant.trim_start_matches('0');
        if significant.is_empty() {
            return Some(0);
        }
        let zeros = i64::try_from(zeros).ok()? - i64::try_from(self.fraction.len()).ok()?;
        let zeros = u32::try_from(zeros + i64::from(self.exponent)).ok()?;
        let value: i128 = significant.parse().ok()?;
        let value = value.checked_mul(10_i128.checked_pow(zeros)?)?;
        Some(if self.is_negative { -value } else { value })
    }
}

/// The text, if it is one digit or more.
fn digits(text: &str) -> Option<&str> {
    let all = text.bytes().all(|byte| byte.is_ascii_digit());
    (all && !text.is_empty()).then_some(text)
}

/// The number behind an `e`; one too large to hold is as good as the largest.
fn exponent(text: &str) -> Option<i32> {
    let (is_negative, text) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let value = digits(text)?.parse().unwrap_or(i32::MAX);
    Some(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Number;

    #[track_caller]
    fn check(text: &str, expected: Option<i128>) {
        assert_eq!(
            Number::parse(text).and_then(Number::to_integer),
            expected,
            "{text}"
        );
    }

    #[test]
    fn whole_numbers_in_any_form() {
        for (text, expected) in [
            ("0", 0),
            ("-0", 0),
            ("12", 12),
            ("-12", -12),
            ("1.0", 1),
            ("1e5", 100_000),
            ("1.5E+1", 15),
            ("120e-1", 12),
            ("0.00e999999999999", 0),
            ("18446744073709551615", u64::MAX.into()),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn nothing_else() {
        for text in [
            "",
            " 1",
            "1 ",
            "+1",
            "01",
            "-",
            ".5",
            "1.",
            "1e",
            "1e+",
            "0x1",
            "1.5",
            "1e-1",
            "1e99",
            "1e999999999999",
            "1_0",
            "NaN",
            "١",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn reads_what_is_printed(value: i64) {
            let text = value.to_string();
            let read = Number::parse(&text).and_then(Number::to_integer);
            prop_assert_eq!(read, Some(i128::from(value)));
        }

        #[test]
        fn never_panics(text in "-?[0-9.]{0,50}[eE]?[+-]?[0-9]{0,12}") {
            let _ = Number::parse(&text).map(Number::to_integer);
        }
    }
}

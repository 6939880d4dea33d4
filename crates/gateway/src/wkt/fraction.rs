//! Fractions of a second as both types write and read them.

use std::fmt;

/// Writes nothing, or a point with 3, 6 or 9 digits: the fewest that lose nothing.
pub(super) fn write(out: &mut impl fmt::Write, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        Ok(())
    } else if nanos.is_multiple_of(1_000_000) {
        write!(out, ".{:03}", nanos / 1_000_000)
    } else if nanos.is_multiple_of(1_000) {
        write!(out, ".{:06}", nanos / 1_000)
    } else {
        write!(out, ".{nanos:09}")
    }
}

/// Reads the digits behind a point: 1 to 9 of them, nothing else.
pub(super) fn parse(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let value = digits_value(digits)?;
    let missing = 9 - u32::try_from(digits.len()).ok()?;
    u32::try_from(value).ok()?.checked_mul(10_u32.pow(missing))
}

/// Reads a run of decimal digits; `None` for anything else and for more than 18 of them.
pub(super) fn digits_value(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0_i64, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + i64::from(digit - b'0'))
    })
}

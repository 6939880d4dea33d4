//! Decimal digits as times and durations write and read them.

/// Each number of two digits at twice its place.
const PAIRS: &str = concat!(
    "0001020304050607080910111213141516171819",
    "2021222324252627282930313233343536373839",
    "4041424344454647484950515253545556575859",
    "6061626364656667686970717273747576777879",
    "8081828384858687888990919293949596979899",
);

/// Appends nothing, or a point with 3, 6 or 9 digits: the fewest that lose nothing.
pub(super) fn push(out: &mut String, nanos: u32) {
    if nanos == 0 {
        return;
    }
    out.push('.');
    if nanos.is_multiple_of(1_000_000) {
        push_digits(out, nanos / 1_000_000, 3);
    } else if nanos.is_multiple_of(1_000) {
        push_digits(out, nanos / 1_000, 6);
    } else {
        push_digits(out, nanos, 9);
    }
}

/// Appends the last digits of a number, with zeros in front.
pub(super) fn push_digits(out: &mut String, number: u32, width: u32) {
    if width % 2 == 1 {
        let digit = number / 10_u32.pow(width - 1) % 10;
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
    for place in (0..width / 2).rev() {
        let pair = (number / 100_u32.pow(place) % 100) as usize;
        out.push_str(PAIRS.get(2 * pair..2 * pair + 2).unwrap_or("00"));
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

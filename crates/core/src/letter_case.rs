//! Comparing names without regard to case.

/// Lower-cases character by character, without regard to neighbours: `STRASSE` and `straße`
/// stay different, and the same character always gives the same result.
pub fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

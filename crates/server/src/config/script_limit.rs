//! How long scripts may be.

use portcullis_core::action::ScriptLimit;

use super::{Mistakes, Setting, raw::Raw};

const DEFAULT_CHARACTERS: usize = 2000;
const BYTES_MAX: usize = 40_000;

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> ScriptLimit {
    let bytes = raw.read(Setting::MaxScriptBytes, mistakes, |text| {
        match text.parse() {
            Ok(bytes) if (1..=BYTES_MAX).contains(&bytes) => Ok(bytes),
            _ => Err(format!(
                "is not a whole number from 1 to {BYTES_MAX}; without it scripts have up to \
                 {DEFAULT_CHARACTERS} characters"
            )),
        }
    });
    bytes.map_or(
        ScriptLimit::Characters(DEFAULT_CHARACTERS),
        ScriptLimit::Bytes,
    )
}

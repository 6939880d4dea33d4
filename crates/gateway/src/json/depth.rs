//! How deep a text goes, before anything is read from it.

use super::Error;

/// How deep objects and arrays may lie in each other, unless the options say otherwise.
pub const MAX_DEPTH: usize = 100;

/// Refuses a text that goes deeper than `max` levels.
pub(super) fn check(text: &str, max: usize) -> Result<(), Error> {
    match too_deep(text.as_bytes(), max) {
        None => Ok(()),
        Some(offset) => {
            let (line, column) = place(text.as_bytes(), offset);
            Err(Error::Depth { max, line, column })
        }
    }
}

/// Where a text first goes deeper than `max` levels, if it does. Brackets in strings don't count.
pub fn too_deep(text: &[u8], max: usize) -> Option<usize> {
    // most texts have fewer brackets altogether, and counting is quicker than following
    if openings(text) <= max {
        return None;
    }
    let mut depth = 0_usize;
    let mut bytes = text.iter().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' if depth == max => return Some(offset),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => _ = bytes.next(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// How many opening brackets there are. Counted in bytes, of which a vector holds many.
fn openings(text: &[u8]) -> usize {
    let chunks = text.chunks(usize::from(u8::MAX));
    let counts =
        chunks.map(|chunk| -> u8 { chunk.iter().map(|it| u8::from(is_opening(*it))).sum() });
    counts.map(usize::from).sum()
}

/// The two opening brackets differ in one bit.
fn is_opening(byte: u8) -> bool {
    byte | 0x20 == b'{'
}

/// Line and column of a byte, both from 1, as serde_json counts them.
fn place(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let in_line = before.iter().rev().take_while(|byte| **byte != b'\n');
    (line, in_line.count() + 1)
}

//! From offsets in a text to lines and columns.

/// A place in a text; line and column count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The lines of a text, ended as ECMAScript ends them: LF, CR LF, CR, U+2028 or U+2029.
pub(crate) struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

// === impl Lines ===

impl<'s> Lines<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        let mut starts = vec![0];
        let mut characters = source.char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            match character {
                '\r' if matches!(characters.peek(), Some((_, '\n'))) => {}
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                    starts.push(offset + character.len_utf8());
                }
                _ => {}
            }
        }
        Self { source, starts }
    }

    /// The place of an offset, its column in bytes.
    pub(crate) fn in_bytes(&self, offset: u32) -> Position {
        let (line, start, offset) = self.line_of(offset);
        Position {
            line,
            column: narrow(offset - start) + 1,
        }
    }

    /// The place of an offset, its column in characters.
    pub(crate) fn in_characters(&self, offset: u32) -> Position {
        let (line, start, offset) = self.line_of(offset);
        let before = self.source.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: narrow(before.chars().count()) + 1,
        }
    }

    /// The number of an offset's line, where that line starts, and the offset kept inside the
    /// text.
    fn line_of(&self, offset: u32) -> (u32, usize, usize) {
        let offset = (offset as usize).min(self.source.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        (narrow(line), start.unwrap_or_default(), offset)
    }
}

/// Scripts are far shorter than `u32::MAX`; longer ones are never parsed.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, offset: u32, bytes: (u32, u32), characters: (u32, u32)) {
        let lines = Lines::new(source);
        let position = lines.in_bytes(offset);
        assert_eq!((position.line, position.column), bytes, "in bytes");
        let position = lines.in_characters(offset);
        assert_eq!(
            (position.line, position.column),
            characters,
            "in characters"
        );
    }

    #[test]
    fn every_line_terminator_counts_once() {
        check("", 0, (1, 1), (1, 1));
        check("ab", 1, (1, 2), (1, 2));
        check("ab", 99, (1, 3), (1, 3));
        check("a\nb", 1, (1, 2), (1, 2));
        check("a\nb", 2, (2, 1), (2, 1));
        check("a\r\nb", 2, (1, 3), (1, 3));
        check("a\r\nb", 3, (2, 1), (2, 1));
        check("a\rb", 2, (2, 1), (2, 1));
        check("\u{2028}\u{2029}b", 6, (3, 1), (3, 1));
    }

    #[test]
    fn columns_count_bytes_or_characters() {
        check("äöb", 4, (1, 5), (1, 3));
        check("\n😀b", 5, (2, 5), (2, 2));
    }
}

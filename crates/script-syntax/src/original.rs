//! From positions in a prepared script back to those in the script as it was written.

/// Which columns of which lines were shifted by preparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Original {
    /// In the order of their places. None of them breaks a line.
    insertions: Vec<Insertion>,
}

/// A text that was inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Insertion {
    /// The line.
    line: u32,
    /// The column it starts at, in the script as it was written.
    column: u32,
    /// Its length in bytes.
    length: u32,
    /// Where it starts in the prepared script, in bytes.
    offset: usize,
}

// === impl Original ===

impl Original {
    /// Notes an insertion behind those noted before.
    pub(crate) fn insert(&mut self, line: u32, column: u32, length: u32, offset: usize) {
        self.insertions.push(Insertion {
            line,
            column,
            length,
            offset,
        });
    }

    /// A part of the prepared script, which begins at this byte, as it was written.
    pub(crate) fn text(&self, start: usize, part: &str) -> String {
        let mut text = String::with_capacity(part.len());
        let mut done = 0;
        for insertion in &self.insertions {
            let Some(offset) = insertion.offset.checked_sub(start) else {
                continue;
            };
            let Some(kept) = part.get(done..offset) else {
                break;
            };
            text.push_str(kept);
            done = offset + insertion.length as usize;
        }
        text.push_str(part.get(done..).unwrap_or_default());
        text
    }

    /// The line and column of the script as it was written for those of the prepared one, both
    /// counted from 1 and the column in bytes of UTF-8. Places inside of what was inserted go to
    /// where it was inserted.
    pub fn position(&self, line: u32, column: u32) -> (u32, u32) {
        let first = self.insertions.partition_point(|at| at.line < line);
        let behind = self.insertions.get(first..).unwrap_or_default();
        let mut shift = 0_u32;
        for insertion in behind.iter().take_while(|at| at.line == line) {
            let unshifted = column.saturating_sub(shift);
            if unshifted < insertion.column {
                break;
            }
            if unshifted < insertion.column.saturating_add(insertion.length) {
                return (line, insertion.column);
            }
            shift = shift.saturating_add(insertion.length);
        }
        (line, column.saturating_sub(shift))
    }
}

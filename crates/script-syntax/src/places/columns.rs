//! Where the engine says that a token is.
//!
//! It counts an identifier's column from the start of its line. For all other tokens it gives the
//! column of the last identifier, white space or comment that it has read, and on the first line
//! one less.

use crate::{
    lines::{Lines, Position},
    tokens::Tokens,
};

/// The tokens of a script with the places that the engine gives them.
pub(super) struct Columns<'s> {
    lines: Lines<'s>,
    tokens: Vec<Seen<'s>>,
}

/// A token.
struct Seen<'s> {
    start: u32,
    text: &'s str,
    place: Position,
}

// === impl Columns ===

impl<'s> Columns<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let lines = Lines::new(source);
        let mut mark = source.len().min(1);
        let mut end = 0;
        let tokens = Tokens::new(source).map(|token| {
            let is_word = token.text.starts_with(is_word_start);
            if token.start > end || is_word {
                mark = token.start;
            }
            end = token.start + token.text.len();
            if let Some(at) = token.text.rfind('\n') {
                mark = token.start + at + 1;
            }
            let start = narrow(token.start);
            let marked = lines.in_bytes(narrow(mark));
            let column = match marked.line {
                1 => marked.column.saturating_sub(1).max(1),
                _ => marked.column,
            };
            let line = lines.in_bytes(start).line;
            Seen {
                start,
                text: token.text,
                place: Position { line, column },
            }
        });
        let tokens = tokens.collect();
        Self { lines, tokens }
    }

    /// The place of an identifier that is read or written.
    pub(super) fn of_identifier(&self, offset: u32) -> Position {
        self.lines.in_bytes(offset)
    }

    /// The place of the first token from an offset on.
    pub(super) fn of_token(&self, offset: u32) -> Option<Position> {
        self.from(offset).first().map(|token| token.place)
    }

    /// The place of the token behind the first parenthesis from an offset on.
    pub(super) fn of_arguments(&self, offset: u32) -> Option<Position> {
        let mut tokens = self.from(offset).iter();
        tokens.find(|token| token.text == "(")?;
        tokens.next().map(|token| token.place)
    }

    /// The offset of the first such token from an offset on.
    pub(super) fn offset_of(&self, text: &str, offset: u32) -> Option<u32> {
        let mut tokens = self.from(offset).iter();
        tokens
            .find(|token| token.text == text)
            .map(|token| token.start)
    }

    /// The offset of the first token from an offset on that opens no parenthesis.
    pub(super) fn operand_from(&self, offset: u32) -> u32 {
        let token = self.from(offset).iter().find(|token| token.text != "(");
        token.map_or(offset, |token| token.start)
    }

    fn from(&self, offset: u32) -> &[Seen<'s>] {
        let first = self.tokens.partition_point(|token| token.start < offset);
        self.tokens.get(first..).unwrap_or_default()
    }
}

fn is_word_start(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, '_' | '$')
}

/// Scripts are far shorter than `u32::MAX`; longer ones are never parsed.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

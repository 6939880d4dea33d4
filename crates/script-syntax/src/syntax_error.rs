//! Syntax errors in the words of the old engine.
//!
//! The parser here words its errors for people who write code. The old engine's texts stand in
//! logs and on login pages, so each error is said again as that engine would have: mostly by
//! naming the first token it could not go on with.

mod declarations;
mod early;
mod further;
mod jumps;
mod special;
mod wording;

use std::cmp::Reverse;

use oxc_ast::ast::Program;
use oxc_diagnostics::OxcDiagnostic;
use oxc_parser::ParserReturn;
use oxc_span::GetSpan;

use self::wording::Said;
use crate::{lines::Lines, parse};

/// Why a script cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("SyntaxError: SyntaxError: {}", self.detail())]
pub struct SyntaxError {
    /// What is wrong, as the old engine says it.
    pub message: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1 in bytes of UTF-8.
    pub column: u32,
    /// How many errors more the old engine found behind this one; 0 where that is not known.
    pub further: u32,
    /// Where the place is wrong, as an offset in bytes.
    pub offset: u32,
    /// The old engine's parser let it pass; its compiler did not, and words the place otherwise.
    pub(crate) by_compiler: bool,
}

/// What the parser here found, without its words for people.
struct Found<'d> {
    message: &'d str,
    start: u32,
    end: u32,
    /// Where the last of the places starts that it names.
    last: u32,
}

// === impl SyntaxError ===

impl SyntaxError {
    fn new(source: &str, said: Said) -> Self {
        let place = Lines::new(source).in_bytes(said.offset);
        Self {
            line: place.line,
            column: place.column,
            further: said.further,
            offset: said.offset,
            by_compiler: said.by_compiler,
            message: said.message,
        }
    }

    /// The text without the name of the error.
    fn detail(&self) -> String {
        let Self {
            message,
            line,
            column,
            further,
            ..
        } = self;
        if self.by_compiler {
            return format!("{message} at {line}:{column}");
        }
        let first = format!("(anonymous): Line {line}:{column} {message}");
        match further {
            0 => first,
            more => format!("{first} (and {more} more errors)"),
        }
    }
}

// === impl Found ===

impl<'d> From<&'d OxcDiagnostic> for Found<'d> {
    fn from(diagnostic: &'d OxcDiagnostic) -> Self {
        let labels = &diagnostic.labels;
        let label = labels.iter().min_by_key(|label| Reverse(label.primary()));
        let (start, end) = label.map_or((0, 0), |label| {
            (label.offset(), label.offset() + label.len())
        });
        Self {
            message: &diagnostic.message,
            start,
            end,
            last: labels.last().map_or(start, |label| label.offset()),
        }
    }
}

/// The error that the old engine met in a script that [`prepare`](crate::prepare()) let pass, if there
/// is one and the thread has as much stack left as it may take. Looking for it costs more than parsing,
/// so it is for scripts that the engine has refused.
pub fn early_error(source: &str, left: usize) -> Option<SyntaxError> {
    let found = parse::parsed_on(source, left, |parsed, allocator| {
        let program = &*allocator.alloc(parsed.program);
        early::first(program).map(|said| SyntaxError::new(source, said))
    });
    found.flatten()
}

/// The error that the old engine would have met first, if the parser finds one.
pub(crate) fn first(source: &str, parsed: &ParserReturn<'_>) -> Option<SyntaxError> {
    let found = parsed.diagnostics.errors().map(Found::from);
    let found = found.chain(module_syntax(&parsed.program));
    let found = found.min_by_key(|found| found.end)?;
    Some(SyntaxError::new(source, wording::say(source, &found)))
}

/// The first `import` or `export`: the parser leaves it to others that a script has none.
fn module_syntax<'d>(program: &Program<'_>) -> Option<Found<'d>> {
    let mut statements = program.body.iter();
    let statement = statements.find(|statement| statement.is_module_declaration())?;
    Some(Found {
        message: "module syntax in a script",
        start: statement.span().start,
        end: statement.span().end,
        last: statement.span().start,
    })
}

#[cfg(test)]
mod tests;

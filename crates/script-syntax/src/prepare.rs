//! Making a script ready for the engine.
//!
//! The engine knows where an `Error` was made, but keeps no position for other thrown values.
//! So each `throw` of something that may be no fresh `Error` is made to pass its value through a
//! function of the caller: `throw text` becomes `throw MARK(0,text)`, where 0 is the place in
//! [`Prepared::throws`].
//!
//! Nor does the engine tell the value that is called, or tested by `in` or `instanceof`, and is
//! nothing to call or to test by. The old engine names it, so where that can happen the value passes
//! through the same function, with a negative number for the role it plays: `callback(1)` becomes
//! `MARK(-1,callback)(1)`. Lines stay where they are, columns
//! do not: [`Original`] leads back.

use std::cmp::Reverse;

use oxc_ast::ast::Statement;
use oxc_parser::ParserReturn;

use crate::{
    lines::{Lines, Position},
    operands::{Operand, Role, operands},
    original::Original,
    parse,
    places::{self, Failure, FailurePlace},
    syntax_error::{self, SyntaxError},
    templates,
    throws::{self, ThrowSite},
    warning::{self, Warning},
};

/// A script ready for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The text to evaluate.
    pub source: String,
    /// The function that marks call in it.
    pub mark: String,
    /// The marked throws.
    pub throws: Vec<Throw>,
    /// What the old engine lacked or did differently, in the order of the script.
    pub warnings: Vec<Warning>,
    /// Whether it calls functions with templates.
    pub tags_templates: bool,
    /// Whether it may bind global names that are no members of the global object: by `let`, `const` or `class`.
    pub binds_lexically: bool,
    /// The way back from positions in `source`.
    pub original: Original,
}

/// A `throw` statement whose value passes through the mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throw {
    /// The line of the keyword, counted from 1.
    pub line: u32,
    /// Its column, counted from 1 in bytes of UTF-8.
    pub column: u32,
    /// The function around it, by the name it is declared with or given to.
    pub function: Option<String>,
}

/// A text to insert.
struct Insertion {
    offset: u32,
    /// Where the other one of its pair stands.
    other: u32,
    text: String,
}

/// Checks a script and marks its throws and operands with a function named `mark`.
///
/// The engine may be asked all the same when this is an error, for there are texts that only one
/// of the two refuses; and a script that nests too deeply to be parsed here is left to it as it
/// is. So is one that contains `mark` itself, or when `mark` is no plain identifier: then nothing
/// is marked. Where the engine refuses what this does not, ask [`early_error`](crate::early_error).
pub fn prepare(source: &str, mark: &str) -> Result<Prepared, SyntaxError> {
    let outcome = parse::parsed(source, |parsed, _| of(source, mark, &parsed));
    outcome.unwrap_or_else(|| Ok(Prepared::untouched(source)))
}

/// The same on this thread, which has so many bytes of stack left. [`prepare`] starts one for it,
/// this never does: a script for which the stack may not suffice is left to the engine as it is.
pub fn prepare_on(source: &str, mark: &str, left: usize) -> Result<Prepared, SyntaxError> {
    let outcome = parse::parsed_on(source, left, |parsed, _| of(source, mark, &parsed));
    outcome.unwrap_or_else(|| Ok(Prepared::untouched(source)))
}

fn of(source: &str, mark: &str, parsed: &ParserReturn<'_>) -> Result<Prepared, SyntaxError> {
    if let Some(error) = syntax_error::first(source, parsed) {
        return Err(error);
    }
    let markable = is_plain_identifier(mark) && !source.contains(mark);
    let lines = Lines::new(source);
    let (sites, operands) = if markable {
        (
            throws::throw_sites(&parsed.program),
            operands(&parsed.program),
        )
    } else {
        Default::default()
    };
    let of_throws = sites.iter().enumerate();
    let of_throws = of_throws.flat_map(|(index, site)| around(source, mark, index, site));
    let of_operands = operands.iter();
    let of_operands = of_operands.flat_map(|operand| around_operand(source, mark, *operand));
    let insertions = of_throws.chain(of_operands).collect();
    let (text, original) = marked(source, insertions, &lines);
    Ok(Prepared {
        source: text,
        mark: String::from(mark),
        throws: sites.into_iter().map(|site| throw(site, &lines)).collect(),
        warnings: warning::warnings(source, &parsed.program, &lines),
        tags_templates: templates::are_tagged(&parsed.program),
        binds_lexically: parsed.program.body.iter().any(binds_lexically),
        original,
    })
}

fn binds_lexically(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::VariableDeclaration(declared) => !declared.kind.is_var(),
        Statement::ClassDeclaration(_) => true,
        _ => false,
    }
}

// === impl Prepared ===

impl Prepared {
    /// The line and column of the script as it was written; see [`Original::position`].
    pub fn original(&self, line: u32, column: u32) -> (u32, u32) {
        self.original.position(line, column)
    }

    /// A part of `source`, such as the text of a function, as it was written; none if it is no part.
    pub fn written(&self, part: &str) -> Option<String> {
        let start = self.source.find(part)?;
        Some(self.original.text(start, part))
    }

    /// Where the old engine says that something failed, which the engine says failed at this line
    /// and column of `source`; none when it is not known. The script is parsed for it, on this
    /// thread: none, too, when the stack that it has `left` may not suffice.
    pub fn failure_place(
        &self,
        line: u32,
        column: u32,
        failure: &Failure<'_>,
        left: usize,
    ) -> Option<FailurePlace> {
        let at = Position { line, column };
        let mut found = places::find(&self.source, &self.mark, at, failure, left)?;
        (found.line, found.column) = self.original(found.line, found.column);
        Some(found)
    }

    /// A script of which nothing is known.
    fn untouched(source: &str) -> Self {
        Self {
            source: String::from(source),
            mark: String::new(),
            throws: Vec::new(),
            warnings: Vec::new(),
            tags_templates: source.contains('`'),
            binds_lexically: true,
            original: Original::default(),
        }
    }
}

fn throw(site: ThrowSite<'_>, lines: &Lines<'_>) -> Throw {
    let keyword = lines.in_bytes(site.statement.start);
    Throw {
        line: keyword.line,
        column: keyword.column,
        function: site.function,
    }
}

/// The script with all that is to be inserted, and the way back from it.
fn marked(source: &str, mut insertions: Vec<Insertion>, lines: &Lines<'_>) -> (String, Original) {
    insertions.sort_by_key(Insertion::place);
    let inserted = insertions.iter().map(|insertion| insertion.text.len());
    let mut text = String::with_capacity(source.len() + inserted.sum::<usize>());
    let mut original = Original::default();
    let mut done = 0;
    for insertion in insertions {
        let offset = insertion.offset as usize;
        text.push_str(source.get(done..offset).unwrap_or_default());
        text.push_str(&insertion.text);
        let place = lines.in_bytes(insertion.offset);
        let length = u32::try_from(insertion.text.len()).unwrap_or(u32::MAX);
        let at = text.len() - insertion.text.len();
        original.insert(place.line, place.column, length, at);
        done = offset;
    }
    text.push_str(source.get(done..).unwrap_or_default());
    (text, original)
}

/// What is inserted before and behind the value of a throw.
///
/// Without a semicolon of its own the statement gets one: it may have ended only because the
/// next line could not continue its expression, as in `throw () => {}` before a line that starts
/// with a parenthesis, but could continue a call.
fn around(source: &str, mark: &str, index: usize, site: &ThrowSite<'_>) -> [Insertion; 2] {
    let expression = site.expression;
    let adjacent = expression.start == site.statement.start + THROW;
    let space = if adjacent { " " } else { "" };
    let (open, close) = if site.is_sequence {
        ("(", "))")
    } else {
        ("", ")")
    };
    let rest = source.get(expression.end as usize..site.statement.end as usize);
    let has_semicolon = rest.is_some_and(|rest| rest.ends_with(';'));
    let end = if has_semicolon { "" } else { ";" };
    [
        Insertion {
            offset: expression.start,
            other: expression.end,
            text: format!("{space}{mark}({index},{open}"),
        },
        Insertion {
            offset: expression.end,
            other: expression.start,
            text: format!("{close}{end}"),
        },
    ]
}

/// What is inserted before and behind an operand.
fn around_operand(source: &str, mark: &str, operand: Operand) -> [Insertion; 2] {
    let Operand { role, span } = operand;
    let before = source.get(..span.start as usize).unwrap_or_default();
    let adjacent = before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, '_' | '$'));
    let (open, close) = match role {
        Role::Constructor
        | Role::Native {
            is_constructor: true,
        } => ("(", "))"),
        _ if adjacent => (" ", ")"),
        _ => ("", ")"),
    };
    [
        Insertion {
            offset: span.start,
            other: span.end,
            text: format!("{open}{mark}({},", role.number()),
        },
        Insertion {
            offset: span.end,
            other: span.start,
            text: String::from(close),
        },
    ]
}

// === impl Insertion ===

impl Insertion {
    /// Its order: at the same place what ends comes before what begins, what ends first is what began
    /// last, and what begins first is what ends last.
    fn place(&self) -> (u32, bool, Reverse<u32>) {
        (self.offset, self.other > self.offset, Reverse(self.other))
    }
}

/// The length of the keyword.
const THROW: u32 = 5;

fn is_plain_identifier(text: &str) -> bool {
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$';
    let mut bytes = text.bytes();
    bytes.next().is_some_and(is_start) && bytes.all(|byte| is_start(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;

//! Errors that are more than a token in the wrong place, and where the old engine says they are.

use super::{Found, wording::Said};
use crate::tokens::{Token, Tokens};

/// An error that is more than a token in the wrong place: how the parser's text begins, what the old
/// engine says, where, and whether it was its compiler that said it.
pub(super) type Row = (&'static str, &'static str, Place, bool);

/// Which part of the old engine refused something.
pub(super) const PARSER: bool = false;
pub(super) const COMPILER: bool = true;

/// Which place of the parser's the old engine names.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Start,
    End,
    /// The start of the last place that it names.
    Last,
    /// The first token behind.
    Next,
    /// What stands behind the first `=` outside of brackets.
    Value,
    /// What stands behind this text, which it begins with.
    Operand(&'static str),
    /// The private name that it ends with.
    PrivateName,
    /// The start of the script.
    Script,
    /// The keyword that the statement begins with, at or before the end.
    Keyword(&'static str),
    /// The `++` or `--` before or behind, else the start without its parentheses.
    Target,
}

/// What the parser finds.
#[rustfmt::skip]
pub(super) const OF_PARSER: &[Row] = &[
    ("'super' can only be used", "'super' keyword unexpected here", Place::Start, PARSER),
    ("A 'default' clause cannot appear more", "Already saw a default in switch", Place::Last, PARSER),
    ("A 'get' accessor must not have", "Getter must not have any formal parameters.", Place::Start, PARSER),
    ("A 'return' statement can only", "Illegal return statement", Place::Start, PARSER),
    ("A 'return' statement cannot be used inside a class static", "Illegal return statement", Place::Start, COMPILER),
    ("A 'set' accessor must have", "Setter must have exactly one formal parameter.", Place::Start, PARSER),
    ("A rest element must be last", "Rest element must be last element", Place::Start, PARSER),
    ("A unary expression with the", "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence", Place::Next, PARSER),
    ("Async functions can only be declared", "Async functions can only be declared at top level or inside a block.", Place::Start, COMPILER),
    ("Cannot assign to this expression", "Invalid left-hand side in assignment", Place::Target, PARSER),
    ("Classes can't have a field named 'constructor'", "Classes may not have a field named 'constructor'", Place::Start, PARSER),
    ("Classes may not have a static property named", "Classes may not have a static property named 'prototype'", Place::Start, PARSER),
    ("Constructor can't be a generator", "Class constructor may not be a generator", Place::Start, PARSER),
    ("Constructor can't be an async method", "Class constructor may not be an async method", Place::Start, PARSER),
    ("Constructor can't have get/set modifier", "Class constructor may not be an accessor", Place::Start, PARSER),
    ("Generators can only be declared", "Generators can only be declared at top level or inside a block.", Place::Start, COMPILER),
    ("Illegal newline after throw", "Illegal newline after throw", Place::Keyword("throw"), PARSER),
    ("Invalid assignment in object literal", "Invalid shorthand property initializer", Place::Value, COMPILER),
    ("Invalid left-hand side in assignment", "Invalid left-hand side in assignment", Place::Target, PARSER),
    ("Keywords cannot contain escape", "Keyword must not contain escaped characters", Place::Start, PARSER),
    ("Lexical declaration cannot appear", "Lexical declaration cannot appear in a single-statement context", Place::Start, PARSER),
    ("Missing catch or finally clause", "Missing catch or finally after try", Place::Keyword("try"), PARSER),
    ("Missing initializer in const declaration", "Missing initializer in const declaration", Place::Start, COMPILER),
    ("Missing initializer in destructuring", "Missing initializer in destructuring declaration", Place::End, PARSER),
    ("Spread must be last element", "Rest element must be last element", Place::Operand("..."), PARSER),
    ("Tagged template expressions are not permitted", "Invalid template literal on optional chain", Place::Start, PARSER),
    ("The left-hand side of an assignment", "Invalid left-hand side in assignment", Place::Target, PARSER),
    ("Unterminated regular expression", "Invalid regular expression: missing /", Place::Start, PARSER),
    ("for-in loop variable declaration", "for-in loop variable declaration may not have an initializer", Place::Value, PARSER),
];

/// What a table says, if it has a row for it.
pub(super) fn listed(rows: &[Row], source: &str, found: &Found<'_>) -> Option<Said> {
    let row = rows.iter().find(|row| found.message.starts_with(row.0));
    row.map(|&(_, message, place, stage)| {
        Said::alone(message, offset_of(source, found, place), stage)
    })
}

/// Where the first token from an offset on starts, or the script ends.
pub(super) fn behind(source: &str, offset: u32) -> u32 {
    let mut tokens = Tokens::new(source);
    let next = tokens.find(|token| token.start >= offset as usize);
    narrow(next.map_or(source.len(), |next| next.start))
}

/// The tokens of what was found that stand in no brackets.
pub(super) fn outside_of_brackets<'s>(
    source: &'s str,
    found: &Found<'_>,
) -> impl Iterator<Item = Token<'s>> + use<'s> {
    let (start, end) = (found.start as usize, found.end as usize);
    let tokens = Tokens::new(source).skip_while(move |token| token.start < start);
    let mut depth = 0_u32;
    let tokens = tokens.take_while(move |token| token.start < end);
    tokens.filter(move |token| match token.text {
        "(" | "[" | "{" => {
            depth += 1;
            false
        }
        ")" | "]" | "}" => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    })
}

fn value(source: &str, found: &Found<'_>) -> u32 {
    let sign = outside_of_brackets(source, found).find(|token| token.text == "=");
    sign.map_or(found.start, |sign| behind(source, narrow(sign.start + 1)))
}

fn offset_of(source: &str, found: &Found<'_>, place: Place) -> u32 {
    match place {
        Place::Start => found.start,
        Place::End => found.end,
        Place::Last => found.last,
        Place::Next => behind(source, found.end),
        Place::Operand(text) => behind(source, found.start + narrow(text.len())),
        Place::PrivateName => {
            let text = source.get(..found.end as usize).unwrap_or_default();
            text.rfind('#').map_or(found.start, narrow)
        }
        Place::Script => 0,
        Place::Value => value(source, found),
        Place::Keyword(keyword) => {
            let before = source.get(..found.end as usize).unwrap_or(source);
            before.rfind(keyword).map_or(found.start, narrow)
        }
        Place::Target => target(source, found),
    }
}

fn target(source: &str, found: &Found<'_>) -> u32 {
    let before = source.get(..found.start as usize).unwrap_or_default();
    let before = before.trim_end();
    if before.ends_with("++") || before.ends_with("--") {
        return narrow(before.len() - 2);
    }
    let behind = source.get(found.end as usize..).unwrap_or_default();
    let operator = behind.trim_start();
    if operator.starts_with("++") || operator.starts_with("--") {
        return found.end + narrow(behind.len() - operator.len());
    }
    let from = source.get(found.start as usize..).unwrap_or_default();
    found.start + narrow(from.len() - from.trim_start_matches(['(', ' ']).len())
}

pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

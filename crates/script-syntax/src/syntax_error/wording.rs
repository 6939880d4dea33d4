//! From what the parser found to what the old engine says.

use super::{Found, further};
use crate::tokens::{Kind, Token, Tokens};

/// What the old engine says, and where.
pub(super) struct Said {
    pub(super) message: String,
    pub(super) offset: u32,
    pub(super) further: u32,
    pub(super) by_compiler: bool,
}

/// Which place of the parser's the old engine names.
#[derive(Clone, Copy)]
enum Place {
    Start,
    End,
    /// The keyword that the statement begins with, at or before the end.
    Keyword(&'static str),
    /// The `++` or `--` before or behind, else the start without its parentheses.
    Target,
}

/// Errors that are more than a token in the wrong place: how the parser's text begins, what the
/// old engine says, and where.
#[rustfmt::skip]
const SPECIAL: &[(&str, &str, Place)] = &[
    ("'super' can only be used", "'super' keyword unexpected here", Place::Start),
    ("A 'default' clause cannot appear more", "Already saw a default in switch", Place::Start),
    ("A 'get' accessor must not have", "Getter must not have any formal parameters.", Place::Start),
    ("A 'return' statement can only", "Illegal return statement", Place::Start),
    ("A 'set' accessor must have", "Setter must have exactly one formal parameter.", Place::Start),
    ("A rest element must be last", "Rest element must be last element", Place::Start),
    ("A rest parameter must be last", "Rest parameter must be last formal parameter", Place::Start),
    ("A unary expression with the", "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence", Place::Start),
    ("Cannot assign to this expression", "Invalid left-hand side in assignment", Place::Target),
    ("Classes can't have a field named 'constructor'", "Classes may not have a field named 'constructor'", Place::Start),
    ("Classes may not have a static property named", "Classes may not have a static property named 'prototype'", Place::Start),
    ("Constructor can't be a generator", "Class constructor may not be a generator", Place::Start),
    ("Constructor can't be an async method", "Class constructor may not be an async method", Place::Start),
    ("Constructor can't have get/set modifier", "Class constructor may not be an accessor", Place::Start),
    ("Illegal newline after throw", "Illegal newline after throw", Place::Keyword("throw")),
    ("Invalid left-hand side in assignment", "Invalid left-hand side in assignment", Place::Target),
    ("Lexical declaration cannot appear", "Lexical declaration cannot appear in a single-statement context", Place::Start),
    ("Logical expressions and coalesce", "Logical expressions and coalesce expressions cannot be mixed. Wrap either by parentheses", Place::Start),
    ("Missing catch or finally clause", "Missing catch or finally after try", Place::Keyword("try")),
    ("Missing initializer in destructuring", "Missing initializer in destructuring declaration", Place::End),
    ("The left-hand side of an assignment", "Invalid left-hand side in assignment", Place::Target),
    ("Unterminated regular expression", "Invalid regular expression: missing /", Place::Start),
];

/// Errors that only the old engine's compiler knew.
const BY_COMPILER: &[(&str, &str)] = &[
    (
        "Invalid assignment in object literal",
        "Invalid shorthand property initializer",
    ),
    (
        "Missing initializer in const declaration",
        "Missing initializer in const declaration",
    ),
];

/// Errors where the old engine goes on to the first token behind the place.
const GOES_ON: [&str; 4] = [
    "A 'yield' expression is only allowed",
    "Expected function body",
    "Identifier expected after '?.'",
    "`await` is only allowed",
];

pub(super) fn say(source: &str, found: &Found<'_>) -> Said {
    let is_like = |start: &str| found.message.starts_with(start);
    let special = SPECIAL.iter().find(|row| is_like(row.0));
    if let Some((_, message, place)) = special {
        return Said::alone(message, offset_of(source, found, *place), false);
    }
    if let Some((_, message)) = BY_COMPILER.iter().find(|row| is_like(row.0)) {
        return Said::alone(message, found.start, true);
    }
    if is_like("Unexpected flag") || is_like("Flag ") {
        return regular_expression_flags(source, found);
    }
    if is_like("Empty parenthesized") {
        let mut tokens = Tokens::new(source);
        let next = tokens.find(|token| token.start >= found.end as usize);
        let offset = next.map_or(source.len(), |next| next.start);
        return Said::alone("Unexpected token )", narrow(offset), false);
    }
    let stop = match GOES_ON.iter().position(|start| is_like(start)) {
        Some(0 | 3) => found.start + narrow("await".len()),
        Some(_) => found.end,
        None => found.start,
    };
    let is_escape = is_like("Invalid Unicode escape") || is_like("Invalid escape");
    token(source, stop as usize, is_escape)
}

// === impl Said ===

impl Said {
    /// An error behind which no others are counted.
    fn alone(message: &str, offset: u32, by_compiler: bool) -> Self {
        Self {
            message: String::from(message),
            offset,
            further: 0,
            by_compiler,
        }
    }
}

fn offset_of(source: &str, found: &Found<'_>, place: Place) -> u32 {
    match place {
        Place::Start => found.start,
        Place::End => found.end,
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

fn regular_expression_flags(source: &str, found: &Found<'_>) -> Said {
    let mut tokens = Tokens::new(source);
    let literal = tokens.find(|token| {
        token.kind == Kind::RegExp && token.start + token.text.len() >= found.end as usize
    });
    let Some(literal) = literal else {
        return token(source, found.start as usize, false);
    };
    let flags = literal.text.rsplit('/').next().unwrap_or_default();
    let message = format!("Invalid flags supplied to RegExp constructor '{flags}'");
    Said::alone(&message, narrow(literal.start), true)
}

/// Says that the first token from where the parser stopped cannot stand there, or one before it
/// that the old engine knew nothing of.
fn token(source: &str, stop: usize, is_escape: bool) -> Said {
    let tokens: Vec<Token<'_>> = Tokens::new(source).collect();
    let index = tokens.partition_point(|token| token.start + token.text.len() <= stop);
    let index = unknown_before(&tokens, index).unwrap_or(index);
    let Some(at) = tokens.get(index).filter(|at| !is_unended(source, at)) else {
        return end(source, &tokens);
    };
    let message = if is_escape && at.kind == Kind::String {
        String::from(ILLEGAL)
    } else {
        unexpected(at)
    };
    // The old engine is one token further when it finds that a property has no key.
    let is_key = at.kind == Kind::Punctuator && further::is_at_key(&tokens, index);
    let place = if is_key {
        tokens.get(index + 1)
    } else {
        Some(at)
    };
    Said {
        message,
        offset: narrow(place.map_or(source.len(), |token| token.start)),
        further: if is_key {
            0
        } else {
            further::errors(&tokens, index)
        },
        by_compiler: false,
    }
}

/// Says that the script ends too early.
fn end(source: &str, tokens: &[Token<'_>]) -> Said {
    let throw = tokens.last().filter(|last| last.text == "throw");
    Said {
        message: String::from("Unexpected end of input"),
        offset: narrow(throw.map_or(source.len(), |throw| throw.start)),
        further: further::errors(tokens, tokens.len()),
        by_compiler: false,
    }
}

/// The first token before `index` that is none, or is a word of modules.
fn unknown_before(tokens: &[Token<'_>], index: usize) -> Option<usize> {
    let mut before = "";
    for (index, token) in tokens.iter().enumerate().take(index) {
        let is_module_word = token.kind == Kind::Word
            && matches!(token.text, "export" | "import")
            && matches!(before, "" | ";" | "}" | ")");
        if is_illegal(token) || is_module_word {
            return Some(index);
        }
        before = token.text;
    }
    None
}

/// Whether a token lasts to the end of the script because its own end is missing. A string does
/// not: it ends with its line.
fn is_unended(source: &str, token: &Token<'_>) -> bool {
    token.kind == Kind::Illegal
        && source
            .get(token.start..)
            .is_some_and(|rest| rest.starts_with(['`', '}']) || rest.starts_with("/*"))
}

const ILLEGAL: &str = "Unexpected token ILLEGAL";

fn is_illegal(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Illegal => true,
        Kind::Number => !is_number(token.text),
        Kind::Word => token.text.contains('\\'),
        _ => false,
    }
}

fn unexpected(token: &Token<'_>) -> String {
    match token.kind {
        _ if is_illegal(token) => String::from(ILLEGAL),
        Kind::Word => match token.text {
            "enum" | "export" | "import" => String::from("Unexpected reserved word"),
            keyword if KEYWORDS.contains(&keyword) => format!("Unexpected token {keyword}"),
            _ => String::from("Unexpected identifier"),
        },
        Kind::PrivateName => String::from("Unexpected token PRIVATE_IDENTIFIER"),
        Kind::Number => String::from("Unexpected number"),
        Kind::String => String::from("Unexpected string"),
        Kind::Template => String::from("Unexpected token `"),
        Kind::RegExp => String::from("Unexpected token /"),
        Kind::Punctuator => format!("Unexpected token {}", token.text),
        Kind::Illegal => String::from(ILLEGAL),
    }
}

/// Words with a token of their own in the old engine.
const KEYWORDS: [&str; 38] = [
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether a number is one, and nothing is attached to it.
fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches('n').replace('_', "");
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return digits.parse::<f64>().is_ok(),
    };
    digits
        .get(2..)
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

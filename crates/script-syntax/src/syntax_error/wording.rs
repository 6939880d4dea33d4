//! From what the parser found to what the old engine says.

use super::{
    Found, further,
    special::{self, COMPILER, PARSER, behind, narrow, outside_of_brackets},
};
use crate::tokens::{Kind, Token, Tokens};

/// What the old engine says, and where.
pub(super) struct Said {
    pub(super) message: String,
    pub(super) offset: u32,
    pub(super) further: u32,
    pub(super) by_compiler: bool,
}

/// Errors where the old engine goes on to the first token behind the place.
const GONE_ON: [&str; 3] = [
    "A rest parameter must be last",
    "Expected function body",
    "Identifier expected after '?.'",
];

/// Errors where it goes on behind a keyword, all of which are as long as this.
const KEYWORDS_GONE_ON: [&str; 2] = [
    "A 'yield' expression is only allowed",
    "`await` is only allowed",
];

const MIXED: &str =
    "Logical expressions and coalesce expressions cannot be mixed. Wrap either by parentheses";

pub(super) fn say(source: &str, found: &Found<'_>) -> Said {
    let is_like = |start: &str| found.message.starts_with(start);
    if is_like("Logical expressions and coalesce") {
        return mixed(source, found);
    }
    if is_like("Cannot assign to this expression") && is_in_pattern(source, found) {
        return Said::alone(
            "Invalid destructuring assignment target",
            found.start,
            PARSER,
        );
    }
    if is_like("Invalid characters after number") && byte_at(source, found.start) == Some(b'n') {
        let mut tokens = Tokens::new(source);
        let number = tokens.find(|token| token.start + token.text.len() > found.start as usize);
        let offset = number.map_or(found.start, |number| narrow(number.start));
        return Said::alone("Illegal numeric literal", offset, PARSER);
    }
    if let Some(said) = special::listed(special::OF_PARSER, source, found) {
        return said;
    }
    if is_like("Unexpected flag") || is_like("Flag ") {
        return regular_expression_flags(source, found);
    }
    if is_like("Empty parenthesized") || is_like("Parenthesized expressions may not have") {
        return Said::alone("Unexpected token )", behind(source, found.end), PARSER);
    }
    if KEYWORDS_GONE_ON.iter().any(|start| is_like(start)) {
        // for the old engine it is a name
        let stop = found.start + narrow("await".len());
        return Said {
            further: 0,
            ..unexpected_from(source, stop)
        };
    }
    let stop = if GONE_ON.iter().any(|start| is_like(start)) {
        found.end
    } else {
        found.start
    };
    let is_escape = is_like("Invalid Unicode escape") || is_like("Invalid escape");
    token(source, stop as usize, is_escape)
}

// === impl Said ===

impl Said {
    /// An error behind which no others are counted.
    pub(super) fn alone(message: &str, offset: u32, by_compiler: bool) -> Self {
        Self {
            message: String::from(message),
            offset,
            further: 0,
            by_compiler,
        }
    }
}

/// The old engine reads `&&` and `||` before `??`, and complains twice about what it meets too late.
fn mixed(source: &str, found: &Found<'_>) -> Said {
    let operators =
        outside_of_brackets(source, found).filter(|token| matches!(token.text, "&&" | "||" | "??"));
    let operators: Vec<_> = operators.collect();
    let is_coalesce = |token: &&Token<'_>| token.text == "??";
    let begins = operators.first().is_some_and(|first| is_coalesce(&first));
    let wrong = operators.iter().find(|it| is_coalesce(it) != begins);
    let (at, further) = match wrong {
        Some(wrong) if wrong.text == "&&" => {
            let before = operators.iter().take_while(|it| it.start < wrong.start);
            (before.last(), 0)
        }
        wrong => (wrong, 1),
    };
    Said {
        further,
        ..Said::alone(MIXED, at.map_or(found.start, |at| narrow(at.start)), PARSER)
    }
}

/// Whether what cannot be assigned to is an element of a pattern.
fn is_in_pattern(source: &str, found: &Found<'_>) -> bool {
    let next = behind(source, found.end);
    matches!(byte_at(source, next), Some(b',' | b']' | b'}'))
}

fn byte_at(source: &str, offset: u32) -> Option<u8> {
    source.as_bytes().get(offset as usize).copied()
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
    Said::alone(&message, narrow(literal.start), COMPILER)
}

/// Says that the first token from here on cannot stand there.
pub(super) fn unexpected_from(source: &str, stop: u32) -> Said {
    token(source, stop as usize, false)
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
        further: match throw {
            Some(_) => 0,
            None => further::errors(tokens, tokens.len()),
        },
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

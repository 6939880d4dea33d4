//! How many errors more the old engine counts behind the first one.
//!
//! Its parser goes on after an error: where an expression is missing it skips to the next
//! statement keyword, and at the end of the script it complains once more for all that is still
//! open. That can be told for the common case that no such keyword follows; what it finds after
//! it has gone on with a statement is not told.

use crate::tokens::{Kind, Token};

/// Keywords that the old engine goes on with.
const RESUME: [&str; 14] = [
    "break", "catch", "continue", "do", "finally", "for", "if", "return", "switch", "throw", "try",
    "var", "while", "with",
];

/// A bracket that stands open where a script ends, or the script itself.
#[derive(Default)]
struct Open {
    /// How many complaints its missing end makes, if that can be told.
    complaints: Option<u32>,
    /// Its elements are separated by commas, and the last may be missing.
    is_list: bool,
    /// It is an object or a pattern of one.
    is_object: bool,
    /// It is the body of a class.
    is_class: bool,
    /// A statement stands in it that ends with a semicolon.
    wants_semicolon: bool,
}

/// The number of errors behind the one at token `stop`; 0 if it cannot be told.
pub(super) fn errors(tokens: &[Token<'_>], stop: usize) -> u32 {
    count(tokens, stop).unwrap_or_default().saturating_sub(1)
}

/// Whether the key of a property is expected at token `index`.
pub(super) fn is_at_key(tokens: &[Token<'_>], index: usize) -> bool {
    let Some((before, open)) = tokens.get(..index).and_then(|before| {
        let open = open_at(before)?;
        Some((before.last()?, open))
    }) else {
        return false;
    };
    matches!(before.text, "{" | ",") && open.last().is_some_and(|innermost| innermost.is_object)
}

/// The number of all errors.
fn count(tokens: &[Token<'_>], stop: usize) -> Option<u32> {
    let rest = tokens.get(stop..)?;
    let before = tokens.get(..stop)?;
    let goes_on = |token: &Token<'_>| token.kind == Kind::Illegal || RESUME.contains(&token.text);
    if rest.iter().any(goes_on) {
        return None;
    }
    let mut open = open_at(before)?;
    let at_end = rest.is_empty();
    let wants_expression = wants_expression(before.last(), open.last()?, at_end);
    if !wants_expression && !at_end {
        return None;
    }
    if let (Some(innermost), Some(last)) = (open.last_mut(), before.last())
        && innermost.is_list
        && matches!(last.text, "," | "[" | "{")
        && at_end
    {
        innermost.complaints = Some(1);
    }
    let mut semicolon_implied = tokens.last().is_some_and(ends_statement_at_end);
    let mut count = u32::from(wants_expression);
    for open in open.iter().rev() {
        if open.wants_semicolon && !std::mem::take(&mut semicolon_implied) {
            count += 1;
        }
        let complaints = open.complaints?;
        semicolon_implied &= complaints == 0;
        count += complaints;
    }
    Some(count)
}

/// Whether the old engine misses an expression behind `last`.
fn wants_expression(last: Option<&Token<'_>>, innermost: &Open, at_end: bool) -> bool {
    let Some(last) = last else {
        return !at_end;
    };
    match last.text {
        ";" => !at_end,
        "{" | "}" if last.kind == Kind::Punctuator => !at_end,
        "return" => !at_end,
        "," | "[" if innermost.is_list => !at_end,
        _ => !last.ends_operand(),
    }
}

/// Whether the end of the script stands for a semicolon behind this token.
fn ends_statement_at_end(last: &Token<'_>) -> bool {
    last.ends_operand() || last.text == "return"
}

/// What stands open behind some tokens, outermost first; `None` where that cannot be told.
fn open_at(tokens: &[Token<'_>]) -> Option<Vec<Open>> {
    let script = Open {
        complaints: Some(0),
        ..Open::default()
    };
    let mut open = vec![script];
    let mut before: Option<&Token<'_>> = None;
    let mut second: Option<&Token<'_>> = None;
    for token in tokens {
        let innermost = open.last_mut()?;
        match (token.kind, token.text) {
            (Kind::Template, piece) => {
                if piece.starts_with('}') {
                    open.pop()?;
                }
                if piece.ends_with("${") {
                    open.push(Open {
                        complaints: Some(2),
                        ..Open::default()
                    });
                }
            }
            (Kind::Punctuator, "(" | "[" | "{") => {
                let introduces =
                    |it: &Token<'_>| matches!(it.text, "class" | "extends" | "function");
                let introduced = second.is_some_and(introduces);
                let mut opened = opened(token.text, before);
                opened.is_class = token.text == "{" && (introduced || text_is(before, "class"));
                if token.text == "(" && (introduced || innermost.is_class) {
                    opened.complaints = None;
                }
                open.push(opened);
            }
            (Kind::Punctuator, ")" | "]" | "}") => {
                open.pop()?;
            }
            (Kind::Punctuator, ";") => innermost.wants_semicolon = false,
            (Kind::Word, "var" | "let" | "const" | "return" | "throw") => {
                innermost.wants_semicolon = true;
            }
            (Kind::Word, _) if token.on_new_line && before.is_some_and(Token::ends_operand) => {
                innermost.wants_semicolon = false;
            }
            _ => {}
        }
        second = before.replace(token);
    }
    Some(open)
}

fn text_is(token: Option<&Token<'_>>, text: &str) -> bool {
    token.is_some_and(|token| token.text == text)
}

/// A bracket, by what stands before it.
fn opened(bracket: &str, before: Option<&Token<'_>>) -> Open {
    let text = before.map_or(";", |before| before.text);
    let follows_operand = before.is_some_and(Token::ends_operand);
    let (complaints, is_list) = match bracket {
        "(" if matches!(text, "if" | "while" | "with" | "switch") => (Some(2), false),
        "(" if matches!(text, "for" | "catch" | "function") => (None, false),
        "[" if !follows_operand => (Some(2), true),
        "{" if is_before_object(before) => (Some(2), true),
        _ => (Some(1), false),
    };
    Open {
        complaints,
        is_list,
        is_object: is_list && bracket == "{",
        is_class: false,
        wants_semicolon: false,
    }
}

/// Whether a brace behind this token opens an object, as far as that can be told.
fn is_before_object(before: Option<&Token<'_>>) -> bool {
    before.is_some_and(|before| {
        let is_operator = before.kind == Kind::Punctuator && !before.ends_operand();
        is_operator && !matches!(before.text, ";" | "{" | "=>") || before.text == "return"
    })
}

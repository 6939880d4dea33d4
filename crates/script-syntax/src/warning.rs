//! Syntax and features that the old engine lacked or treated differently.

use oxc_ast::{
    AstKind,
    ast::{
        CallExpression, Expression, ForOfStatement, Function, Program, RegExpFlags, RegExpLiteral,
    },
};
use oxc_ast_visit::Visit;
use oxc_span::{GetSpan, Span};

use crate::lines::Lines;

mod block_functions;

/// What a script does that the old engine did differently, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1 in characters.
    pub column: u32,
    /// What the old engine did.
    pub text: String,
}

/// The most that are told of one script.
const AT_MOST: usize = 100;

/// A walk that collects them, with the places they stand at.
pub(crate) struct Walk {
    pub(crate) found: Vec<(Span, String)>,
}

/// What is to be warned of, in the order of the script.
pub(crate) fn warnings(source: &str, program: &Program<'_>, lines: &Lines<'_>) -> Vec<Warning> {
    let found = found(source, program).into_iter();
    let warnings = found.map(|(span, text)| {
        let place = lines.in_characters(span.start);
        Warning {
            line: place.line,
            column: place.column,
            text,
        }
    });
    warnings.collect()
}

/// The same with spans.
pub(crate) fn found(source: &str, program: &Program<'_>) -> Vec<(Span, String)> {
    let mut walk = Walk { found: Vec::new() };
    walk.visit_program(program);
    walk.comments(source, program);
    walk.found.extend(block_functions::used_outside(program));
    walk.found.sort_by_key(|(span, _)| span.start);
    walk.found.truncate(AT_MOST);
    walk.found
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::Function(function) => self.function(function),
            AstKind::ForOfStatement(statement) => self.for_of(statement),
            AstKind::ImportExpression(import) => self.note(
                import.span,
                "The old engine has no `import()`: it refused the whole script.",
            ),
            AstKind::RegExpLiteral(literal) => self.regular_expression(literal),
            AstKind::CallExpression(call) => self.call(call),
            _ => {}
        }
    }
}

impl Walk {
    fn note(&mut self, span: Span, text: impl Into<String>) {
        self.found.push((span, text.into()));
    }

    fn function(&mut self, function: &Function<'_>) {
        if function.r#async && function.generator {
            let text = "The old engine has no async generators: it refused the whole script.";
            self.note(function.span, text);
        }
    }

    fn for_of(&mut self, statement: &ForOfStatement<'_>) {
        if statement.r#await {
            let text = "The old engine has no `for await`: it refused the whole script.";
            self.note(statement.span, text);
        }
    }

    fn regular_expression(&mut self, literal: &RegExpLiteral<'_>) {
        for (flag, letter) in [(RegExpFlags::D, 'd'), (RegExpFlags::V, 'v')] {
            if literal.regex.flags.contains(flag) {
                self.note(
                    literal.span,
                    format!(
                        "The old engine does not know the flag `{letter}` of regular \
                         expressions: it refused the whole script."
                    ),
                );
            }
        }
        let pattern = literal.regex.pattern.text.as_str();
        let is_unicode = literal
            .regex
            .flags
            .intersects(RegExpFlags::U | RegExpFlags::V);
        if is_unicode && (has_escape(pattern, 'p') || has_escape(pattern, 'P')) {
            let text = "The old engine accepts `\\p{…}` but does not match by the property of a \
                        character.";
            self.note(literal.span, text);
        }
        if has_named_group(pattern) {
            let text = "The old engine leaves `groups` undefined and counts a named group twice.";
            self.note(literal.span, text);
        }
    }

    fn call(&mut self, call: &CallExpression<'_>) {
        let Expression::StaticMemberExpression(callee) = &call.callee else {
            return;
        };
        if call.arguments.is_empty() {
            return;
        }
        match callee.property.name.as_str() {
            "toLocaleString" => self.note(
                callee.property.span(),
                "The old engine takes what a number's toLocaleString is given as a radix and \
                 throws a RangeError for a locale; for a date it ignores it.",
            ),
            "toLocaleDateString" | "toLocaleTimeString" => self.note(
                callee.property.span(),
                "The old engine knows no locales: it ignores the arguments.",
            ),
            _ => {}
        }
    }

    fn comments(&mut self, source: &str, program: &Program<'_>) {
        for comment in &program.comments {
            let text = source.get(comment.span.start as usize..comment.span.end as usize);
            if text.is_some_and(|text| text.starts_with("<!--") || text.starts_with("-->")) {
                let text = "The old engine has no HTML-like comments: it reads this as operators.";
                self.note(comment.span, text);
            }
        }
    }
}

/// Whether a pattern contains an escape by this letter.
fn has_escape(pattern: &str, letter: char) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.next() == Some(letter) {
            return true;
        }
    }
    false
}

/// Whether a pattern contains `(?<name>`, outside of character classes.
fn has_named_group(pattern: &str) -> bool {
    let mut characters = pattern.char_indices();
    let mut in_class = false;
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = pattern.get(offset..).unwrap_or_default();
                if let Some(name) = rest.strip_prefix("(?<")
                    && !name.starts_with(['=', '!'])
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests;

//! Errors that the parser here lets pass, but neither engine does.

use oxc_ast::{
    AstKind,
    ast::{ForStatementLeft, Program, RegExpLiteral},
};
use oxc_ast_visit::Visit;
use oxc_diagnostics::OxcDiagnostic;
use oxc_semantic::SemanticBuilder;
use oxc_span::GetSpan;

use super::{
    Found,
    declarations::Declarations,
    jumps,
    special::{self, COMPILER, PARSER, Place, Row},
    wording::{self, Said},
};
use crate::pattern;

/// Errors that are told by the words of the checker alone.
#[rustfmt::skip]
const SPECIAL: &[Row] = &[
    ("'arguments' is not allowed in", "'arguments' is not allowed in class field initializer or static initialization block", Place::Script, COMPILER),
    ("'super' can only be referenced", SUPER, Place::Start, COMPILER),
    ("'with' statements are not allowed", "Strict mode code may not include a with statement", Place::Start, COMPILER),
    ("Cannot use export statement", "Unexpected reserved word", Place::Start, PARSER),
    ("Cannot use import statement", "Unexpected reserved word", Place::Start, PARSER),
    ("Decimals with leading zeros", "Unexpected token ILLEGAL", Place::Start, PARSER),
    ("Delete of an unqualified identifier", "Delete of an unqualified identifier in strict mode", Place::Start, COMPILER),
    ("Illegal 'use strict' directive", "Illegal 'use strict' directive in function with non-simple parameter list", Place::Start, COMPILER),
    ("Multiple constructor implementations", "A class may only have one constructor", Place::Last, COMPILER),
    ("Super calls are not permitted", SUPER, Place::Start, COMPILER),
    ("The keyword '", "Unexpected strict mode reserved word", Place::Start, COMPILER),
    ("The operand of a 'delete' operator", "Private fields can not be deleted", Place::PrivateName, COMPILER),
    ("`let` cannot be declared", "let is disallowed as a lexically bound name", Place::Start, COMPILER),
    ("await expression not allowed", "Unexpected token await", Place::Operand("await"), PARSER),
    ("yield expression not allowed", "Yield expression not allowed in formal parameter", Place::Start, PARSER),
];

const SUPER: &str = "'super' keyword unexpected here";

/// So many errors are looked at, each of which may take reading the script.
const CHECKED_MAX: usize = 100;

/// A walk that collects what the checker does not look at.
struct Walk<'s> {
    source: &'s str,
    found: Vec<Said>,
}

/// The first error, the parser's before the compiler's.
pub(super) fn first<'a>(program: &'a Program<'a>) -> Option<Said> {
    let source = program.source_text;
    let built = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .build(program);
    let declarations = Declarations::of(program);
    let checked = built.diagnostics.iter().take(CHECKED_MAX);
    let checked = checked.filter_map(|it| say(source, it, &declarations));
    let mut walk = Walk {
        source,
        found: Vec::new(),
    };
    walk.visit_program(program);
    let found = checked.chain(walk.found).chain(jumps::illegal(program));
    found.min_by_key(|said| (said.by_compiler, said.offset))
}

fn say(source: &str, diagnostic: &OxcDiagnostic, declarations: &Declarations) -> Option<Said> {
    let found = Found::from(diagnostic);
    let is_like = |start: &str| found.message.starts_with(start);
    let compiler = |message: &str| Some(Said::alone(message, found.start, COMPILER));
    if let Some(rest) = found.message.strip_prefix("Identifier `") {
        let (name, _) = rest.split_once('`')?;
        let (message, offset) = declarations.conflict(name, found.start, found.last);
        return Some(Said::alone(&message, offset, COMPILER));
    }
    if is_like("Private identifier '#") || is_like("Private field '#") {
        let name = found.message.split('\'').nth(1)?;
        let message = format!("Private field '{name}' must be declared in an enclosing class");
        return compiler(&message);
    }
    if is_like("Cannot assign to '") {
        let before = source.get(..found.start as usize)?.trim_end();
        let before = before.trim_end_matches(['(', '[', '{', ' ']);
        return compiler(if before.ends_with("catch") {
            "Catch variable may not be eval or arguments in strict mode"
        } else {
            "Assignment to eval or arguments is not allowed in strict mode"
        });
    }
    if is_like("Invalid function declaration") {
        // the rule is told by the advice
        return compiler(&format!("{}.", diagnostic.help.as_deref()?));
    }
    if is_like("'0'-prefixed octal literals") {
        let digits = source.get(found.start as usize..)?;
        return digits
            .starts_with('0')
            .then(|| compiler("Octal literals are not allowed in strict mode"))?;
    }
    if is_like("A class name is required") {
        return Some(wording::unexpected_from(source, found.end));
    }
    special::listed(SPECIAL, source, &found)
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'_> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::RegExpLiteral(literal) => self.regular_expression(literal),
            AstKind::ForInStatement(it) => self.loop_variable(&it.left),
            AstKind::ForOfStatement(it) => self.loop_variable(&it.left),
            _ => {}
        }
    }
}

impl Walk<'_> {
    fn regular_expression(&mut self, literal: &RegExpLiteral<'_>) {
        let text = literal.span.source_text(self.source);
        let (pattern, flags) = text.rsplit_once('/').unwrap_or_default();
        let pattern = pattern.strip_prefix('/').unwrap_or_default();
        if let Some(message) = pattern::refusal(pattern, flags) {
            let said = Said::alone(&message, literal.span.start, COMPILER);
            self.found.push(said);
        }
    }

    fn loop_variable(&mut self, left: &ForStatementLeft<'_>) {
        let ForStatementLeft::VariableDeclaration(declaration) = left else {
            return;
        };
        let values = declaration.declarations.iter();
        let mut values = values.filter_map(|declarator| declarator.init.as_ref());
        if let Some(value) = values.next() {
            const MESSAGE: &str = "for-in loop variable declaration may not have an initializer";
            let said = Said::alone(MESSAGE, value.span().start, PARSER);
            self.found.push(said);
        }
    }
}

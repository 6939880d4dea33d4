//! The walk over a script in the order that both engines compile it.
//!
//! Where the engine's order differs, its last place is put back and forth; what it does only for
//! code that cannot fail is left out.

mod assign;
mod visit;

use oxc_ast::ast::{Argument, Expression, Program};
use oxc_ast_visit::Visit;

use super::{
    columns::Columns,
    failure::{Callee, Deed, Failure},
};
use crate::lines::Position;

/// The walk, with the places that were noted last.
pub(super) struct Walk<'c, 's> {
    columns: &'c Columns<'s>,
    /// A function that the script as it was written does not call.
    mark: &'c str,
    failure: Failure<'c>,
    /// Where the engine says that it failed.
    wanted: Position,
    /// The engine's last place.
    engine: Position,
    /// Its place where the function begins, and what it says instead when nothing else is noted.
    beginning: (Position, Position),
    /// The old engine's last place.
    old: u32,
    /// Inside of a class's constructor.
    in_constructor: bool,
    best: Option<Operation>,
}

/// The operation that failed.
pub(super) struct Operation {
    fit: u8,
    /// Where the old engine says that it is.
    pub(super) old: u32,
    /// The old engine's words for it, if they are others than the engine's.
    pub(super) words: Option<String>,
    /// It calls a function, with the name that the script calls it by.
    pub(super) calls: Option<String>,
    /// It makes an object.
    pub(super) is_construct: bool,
    /// It stands in a class's constructor.
    pub(super) in_constructor: bool,
}

// === impl Walk ===

impl<'c, 's> Walk<'c, 's> {
    pub(super) fn new(
        columns: &'c Columns<'s>,
        mark: &'c str,
        wanted: Position,
        failure: Failure<'c>,
    ) -> Self {
        let start = Position { line: 1, column: 1 };
        Self {
            columns,
            mark,
            failure,
            wanted,
            engine: start,
            beginning: (start, start),
            old: 0,
            in_constructor: false,
            best: None,
        }
    }

    pub(super) fn program(&mut self, program: &Program<'_>) {
        self.visit_program(program);
    }

    /// The operation that explains the failure best.
    pub(super) fn best(self) -> Option<Operation> {
        self.best
    }

    /// Notes an operation that can fail, at the last places.
    fn note(&mut self, deed: Deed<'_>) {
        let (begins, or) = self.beginning;
        let is_here = self.engine == self.wanted || (self.engine == begins && or == self.wanted);
        let fit = if is_here { self.failure.fits(&deed) } else { 0 };
        if fit > self.best.as_ref().map_or(0, |best| best.fit) {
            self.best = Some(Operation {
                fit,
                old: self.old,
                words: self.failure.words(&deed),
                calls: match deed {
                    Deed::Call(callee) => Some(String::from(callee.name.unwrap_or_default())),
                    _ => None,
                },
                is_construct: matches!(deed, Deed::Construct(_)),
                in_constructor: self.in_constructor,
            });
        }
    }

    /// The engine takes its place from the first token from an offset on.
    fn engine_at(&mut self, offset: u32) {
        if let Some(place) = self.columns.of_token(offset) {
            self.engine = place;
        }
    }

    /// The old engine takes its place from such a token.
    fn old_at(&mut self, text: &str, offset: u32) {
        if let Some(offset) = self.columns.offset_of(text, offset) {
            self.old = offset;
        }
    }

    /// What is called. Reading a member is no place of the old engine when it is called.
    fn callee<'a>(&mut self, callee: &Expression<'a>) -> Callee<'a> {
        let (name, is_member) = match callee.without_parentheses() {
            Expression::Identifier(it) => {
                self.visit_identifier_reference(it);
                (Some(it.name.as_str()), false)
            }
            Expression::StaticMemberExpression(it) => {
                self.visit_expression(&it.object);
                let name = Some(it.property.name.as_str());
                self.note(Deed::GetCallee(name));
                (name, true)
            }
            Expression::ComputedMemberExpression(it) => {
                self.visit_expression(&it.object);
                self.visit_expression(&it.expression);
                let name = text_of(self.unmarked(&it.expression));
                self.note(Deed::GetCallee(name));
                (name, true)
            }
            Expression::PrivateFieldExpression(it) => {
                self.visit_expression(&it.object);
                (Some(it.field.name.as_str()), true)
            }
            other => {
                self.visit_expression(other);
                (None, false)
            }
        };
        Callee { name, is_member }
    }

    /// What goes through a mark, or what goes through none.
    fn unmarked<'t, 'a>(&self, expression: &'t Expression<'a>) -> &'t Expression<'a> {
        let Expression::CallExpression(call) = expression else {
            return expression;
        };
        let given = call.arguments.last().and_then(Argument::as_expression);
        match given {
            Some(given) if call.callee.is_specific_id(self.mark) => given,
            _ => expression,
        }
    }

    /// Code of its own, that begins here.
    fn within(&mut self, start: u32, walk: impl FnOnce(&mut Self)) {
        let outside = (self.engine, self.beginning, self.old);
        self.engine_at(start);
        let line = self.columns.of_identifier(start).line;
        self.beginning = (self.engine, Position { line, column: 1 });
        self.old = start;
        walk(self);
        (self.engine, self.beginning, self.old) = outside;
    }

    /// A value and the pattern that takes it apart; the engine compiles the pattern first.
    fn take_apart(&mut self, value: impl FnOnce(&mut Self), pattern: impl FnOnce(&mut Self)) {
        let before = self.engine;
        value(self);
        let behind = std::mem::replace(&mut self.engine, before);
        pattern(self);
        self.engine = behind;
    }
}

/// The text of a key that is a text.
fn text_of<'a>(key: &Expression<'a>) -> Option<&'a str> {
    match key.without_parentheses() {
        Expression::StringLiteral(text) => Some(text.value.as_str()),
        _ => None,
    }
}

//! Where a script throws what may be no fresh `Error`.

use std::collections::HashSet;

use oxc_ast::{
    AstKind,
    ast::{Expression, Program, ThrowStatement},
};
use oxc_ast_visit::Visit;
use oxc_span::{GetSpan, Span};

use crate::function_names::FunctionNames;

/// Constructors of the language that make errors.
pub const ERRORS: [&str; 8] = [
    "AggregateError",
    "Error",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "TypeError",
    "URIError",
];

/// A `throw` statement of which something is to be noted.
pub(crate) struct ThrowSite<'a> {
    /// From the keyword on, with the semicolon if there is one.
    pub(crate) statement: Span,
    /// What is thrown, with its parentheses.
    pub(crate) expression: Span,
    /// It is thrown by a comma expression without parentheses.
    pub(crate) is_sequence: bool,
    /// The function's name, if it has one.
    pub(crate) function: Option<String>,
    /// It throws a new error of the language, if this name means what it seems to.
    error: Option<&'a str>,
}

/// A walk that collects them.
#[derive(Default)]
struct Walk<'a> {
    functions: FunctionNames,
    sites: Vec<ThrowSite<'a>>,
    /// Names of errors that the script gives another meaning.
    redefined: HashSet<&'a str>,
}

/// The throws of a script that may throw something else than a fresh error, in the order they
/// are written.
pub(crate) fn throw_sites<'a>(program: &Program<'a>) -> Vec<ThrowSite<'a>> {
    let mut walk = Walk::default();
    walk.visit_program(program);
    let Walk {
        mut sites,
        redefined,
        ..
    } = walk;
    sites.retain(|site| site.error.is_none_or(|name| redefined.contains(name)));
    sites
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        self.functions.enter(node);
        match node {
            AstKind::ThrowStatement(statement) => self.note(statement),
            AstKind::BindingIdentifier(id) if ERRORS.contains(&id.name.as_str()) => {
                self.redefined.insert(id.name.as_str());
            }
            _ => {}
        }
    }

    fn leave_node(&mut self, node: AstKind<'a>) {
        self.functions.leave(node);
    }
}

impl<'a> Walk<'a> {
    fn note(&mut self, statement: &'a ThrowStatement<'a>) {
        self.sites.push(ThrowSite {
            statement: statement.span,
            expression: statement.argument.span(),
            is_sequence: matches!(statement.argument, Expression::SequenceExpression(_)),
            function: self.functions.innermost().map(String::from),
            error: error_made(&statement.argument),
        });
    }
}

/// The constructor of the language that an expression makes an error with.
fn error_made<'a>(expression: &'a Expression<'a>) -> Option<&'a str> {
    let callee = match expression.without_parentheses() {
        Expression::NewExpression(new) => &new.callee,
        Expression::CallExpression(call) if !call.optional => &call.callee,
        _ => return None,
    };
    let Expression::Identifier(callee) = callee else {
        return None;
    };
    let name = callee.name.as_str();
    ERRORS.contains(&name).then_some(name)
}

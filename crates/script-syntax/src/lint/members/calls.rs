//! Calls whose failures nothing catches, and methods that are not called.

use oxc_ast::ast::{CallExpression, Expression};
use oxc_semantic::NodeId;
use oxc_span::GetSpan;

use super::{Shape, Walk};

const NOT_CAUGHT: &str = "not-caught";
const NOT_CALLED: &str = "not-called";

// === impl Walk ===

impl Walk<'_, '_, '_> {
    /// Tells of a `catch` that does not see what it seems to be there for.
    pub(super) fn ending(&mut self, call: NodeId, callee: &Expression<'_>, function: &Shape) {
        let Some(help) = function.ending().filter(|_| self.script.is_caught(call)) else {
            return;
        };
        let (name, span) = match callee.without_parentheses() {
            Expression::StaticMemberExpression(member) => {
                (member.property.name.as_str(), member.property.span)
            }
            Expression::Identifier(id) => (id.name.as_str(), id.span),
            _ => return,
        };
        let message = format!("When `{name}` fails the action ends, and `catch` does not run.");
        let help = Some(String::from(help));
        self.findings.warning(NOT_CAUGHT, span, message, help);
    }

    /// Tells of a method that is parsed in place of the text it returns.
    pub(super) fn not_called(&mut self, call: &CallExpression<'_>, value: NodeId, shape: &Shape) {
        let is_parse = match &call.callee {
            Expression::StaticMemberExpression(member) => {
                member.property.name == "parse" && member.object.is_specific_id("JSON")
            }
            _ => false,
        };
        if is_parse && shape.result().is_some() {
            let span = self.script.semantic.nodes().kind(value).span();
            let message = "This is a method, and its text no JSON.";
            let help = Some(String::from("Call it, by `()`."));
            self.findings.warning(NOT_CALLED, span, message, help);
        }
    }
}

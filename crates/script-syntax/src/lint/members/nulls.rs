//! Tests for undefined of members that are null where there is nothing.

use std::collections::HashSet;

use oxc_ast::{
    AstKind,
    ast::{BinaryOperator, Expression},
};
use oxc_semantic::NodeId;
use oxc_span::{GetSpan, Span};

use super::super::Script;
use crate::finding::Findings;

const RULE: &str = "never-undefined";

/// How members that may be null are used.
#[derive(Default)]
pub(super) struct Nulls {
    tests: Vec<Test>,
    /// Those that the script looks at in other ways, which may see null, too.
    looked_at: HashSet<&'static str>,
}

/// A test that null does not pass as it should.
struct Test {
    name: &'static str,
    span: Span,
}

// === impl Nulls ===

impl Nulls {
    /// Notes what is made of the member `name`, which stands `at` this place.
    pub(super) fn note(&mut self, script: &Script<'_, '_>, name: &'static str, at: NodeId) {
        let nodes = script.semantic.nodes();
        let here = nodes.kind(at).span();
        let parent = nodes.parent_id(at);
        match nodes.kind(parent) {
            AstKind::BinaryExpression(test) if is_strict(test.operator) => {
                let other = match test.left.span() == here {
                    true => &test.right,
                    false => &test.left,
                };
                if is_undefined(other) {
                    let span = test.span;
                    self.tests.push(Test { name, span });
                } else {
                    self.looked_at.insert(name);
                }
            }
            AstKind::UnaryExpression(unary) if unary.operator.is_typeof() => {
                match nodes.parent_kind(parent) {
                    AstKind::BinaryExpression(test)
                        if test.operator.is_equality()
                            && [&test.left, &test.right].into_iter().any(is_its_name) =>
                    {
                        let span = test.span;
                        self.tests.push(Test { name, span });
                    }
                    _ => drop(self.looked_at.insert(name)),
                }
            }
            AstKind::StaticMemberExpression(member) if !member.optional => {}
            AstKind::ComputedMemberExpression(member) if !member.optional => {}
            AstKind::ParenthesizedExpression(_) | AstKind::VariableDeclarator(_) => {}
            _ => drop(self.looked_at.insert(name)),
        }
    }

    pub(super) fn tell(&self, findings: &mut Findings) {
        let tests = self.tests.iter();
        for Test { name, span } in tests.filter(|test| !self.looked_at.contains(test.name)) {
            let message = format!("`{name}` is null where there is nothing, and never undefined.");
            let help = format!("Test `{name} == null`.");
            findings.warning(RULE, *span, message, Some(help));
        }
    }
}

fn is_strict(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::StrictEquality | BinaryOperator::StrictInequality
    )
}

fn is_undefined(expression: &Expression<'_>) -> bool {
    match expression.without_parentheses() {
        Expression::UnaryExpression(unary) => unary.operator.is_void(),
        expression => expression.is_specific_id("undefined"),
    }
}

/// Whether it is what `typeof` gives for undefined.
fn is_its_name(expression: &Expression<'_>) -> bool {
    matches!(expression, Expression::StringLiteral(text) if text.value == "undefined")
}

//! The name a function goes by in the old engine's stack traces: its own, else that of the
//! variable or property it is given to where it is written. Unlike in the language's own naming a
//! parameter names nothing, and accessors are named without `get` and `set`.

use std::collections::HashMap;

use oxc_ast::{
    AstKind,
    ast::{
        AssignmentOperator, AssignmentTarget, AssignmentTargetMaybeDefault, BindingPattern,
        Expression, MethodDefinitionKind, PropertyKey,
    },
};
use oxc_span::GetSpan;

/// Names of the functions around the place where a walk over the tree has come to.
#[derive(Default)]
pub(crate) struct FunctionNames {
    /// Names that functions further inside get, by the offset they start at.
    given: HashMap<u32, String>,
    /// The functions being inside of, outermost first.
    around: Vec<Option<String>>,
}

// === impl FunctionNames ===

impl FunctionNames {
    /// To be called with every node entered.
    pub(crate) fn enter(&mut self, node: AstKind<'_>) {
        match node {
            AstKind::Function(function) => {
                let own = function
                    .id
                    .as_ref()
                    .map(|id| String::from(id.name.as_str()));
                let name = own.or_else(|| self.given.remove(&function.span.start));
                self.around.push(name);
            }
            AstKind::ArrowFunctionExpression(arrow) => {
                let name = self.given.remove(&arrow.span.start);
                self.around.push(name);
            }
            AstKind::StaticBlock(_) => self.around.push(None),
            other => self.give(other),
        }
    }

    /// To be called with every node left.
    pub(crate) fn leave(&mut self, node: AstKind<'_>) {
        if matches!(
            node,
            AstKind::Function(_) | AstKind::ArrowFunctionExpression(_) | AstKind::StaticBlock(_)
        ) {
            self.around.pop();
        }
    }

    /// The name of the innermost function.
    pub(crate) fn innermost(&self) -> Option<&str> {
        self.around.last()?.as_deref()
    }

    /// Remembers what a node names.
    fn give(&mut self, node: AstKind<'_>) {
        match node {
            AstKind::VariableDeclarator(declarator) => {
                self.bind(&declarator.id, declarator.init.as_ref());
            }
            AstKind::AssignmentPattern(pattern) => {
                self.bind(&pattern.left, Some(&pattern.right));
            }
            AstKind::AssignmentExpression(assignment) if names(assignment.operator) => {
                if let AssignmentTarget::AssignmentTargetIdentifier(target) = &assignment.left {
                    self.name(target.name.as_str(), Some(&assignment.right));
                }
            }
            AstKind::AssignmentTargetWithDefault(target) => {
                if let AssignmentTarget::AssignmentTargetIdentifier(name) = &target.binding {
                    self.name(name.name.as_str(), Some(&target.init));
                }
            }
            AstKind::AssignmentTargetPropertyProperty(property) => {
                if let AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(target) =
                    &property.binding
                    && let AssignmentTarget::AssignmentTargetIdentifier(name) = &target.binding
                {
                    self.name(name.name.as_str(), Some(&target.init));
                }
            }
            AstKind::AssignmentTargetPropertyIdentifier(property) => {
                self.name(property.binding.name.as_str(), property.init.as_ref());
            }
            other => self.give_member(other),
        }
    }

    /// Remembers what a member of an object or class names.
    fn give_member(&mut self, node: AstKind<'_>) {
        match node {
            AstKind::ObjectProperty(property) => {
                let key = key(&property.key).filter(|key| key != "__proto__" || property.computed);
                if let Some(key) = key {
                    self.name(&key, Some(&property.value));
                }
            }
            AstKind::MethodDefinition(method)
                if method.kind != MethodDefinitionKind::Constructor =>
            {
                if let Some(key) = key(&method.key) {
                    self.given.insert(method.value.span.start, key);
                }
            }
            AstKind::PropertyDefinition(field) => {
                if let Some(key) = key(&field.key) {
                    self.name(&key, field.value.as_ref());
                }
            }
            _ => {}
        }
    }

    fn bind(&mut self, target: &BindingPattern<'_>, value: Option<&Expression<'_>>) {
        if let BindingPattern::BindingIdentifier(target) = target {
            self.name(target.name.as_str(), value);
        }
    }

    fn name(&mut self, name: &str, value: Option<&Expression<'_>>) {
        let Some(value) = value.map(Expression::without_parentheses) else {
            return;
        };
        if matches!(
            value,
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
        ) {
            self.given.insert(value.span().start, String::from(name));
        }
    }
}

/// Whether an assignment names the function assigned.
fn names(operator: AssignmentOperator) -> bool {
    matches!(
        operator,
        AssignmentOperator::Assign
            | AssignmentOperator::LogicalAnd
            | AssignmentOperator::LogicalOr
            | AssignmentOperator::LogicalNullish
    )
}

/// The text of a key that is known without running.
fn key(key: &PropertyKey<'_>) -> Option<String> {
    match key {
        PropertyKey::StaticIdentifier(name) => Some(String::from(name.name.as_str())),
        PropertyKey::PrivateIdentifier(name) => Some(format!("#{}", name.name)),
        PropertyKey::StringLiteral(text) => Some(String::from(text.value.as_str())),
        PropertyKey::NumericLiteral(number) => Some(number.value.to_string()),
        _ => None,
    }
}

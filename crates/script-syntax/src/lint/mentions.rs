//! Names that may be bound where no rule sees it.

use std::collections::HashSet;

use oxc_ast::{AstKind, ast::Expression};
use oxc_semantic::{AstNodes, NodeId, Semantic};
use oxc_span::{GetSpan, Span};

/// What a script says of names beside declaring them.
pub(super) struct Mentions<'a> {
    /// What is assigned as a member of anything, or looked for by `typeof` or `in`; members of the
    /// global object, and functions of blocks, which may be seen outside.
    pub(super) names: HashSet<&'a str>,
    /// Members that are tested before they are used, perhaps.
    pub(super) tested: HashSet<&'a str>,
    /// Members that are looked for by `typeof` or `in`.
    pub(super) looked_for: HashSet<&'a str>,
    /// Any name may be bound, for texts are evaluated, members of an object are names, or the global
    /// object is handed on.
    pub(super) is_open: bool,
}

// === impl Mentions ===

impl<'a> Mentions<'a> {
    pub(super) fn of(semantic: &Semantic<'a>) -> Self {
        let mut mentions = Self {
            names: HashSet::new(),
            tested: HashSet::new(),
            looked_for: HashSet::new(),
            is_open: evaluates_texts(semantic),
        };
        let nodes = semantic.nodes();
        for node in nodes.iter() {
            mentions.note(nodes, node.id(), node.kind());
        }
        mentions
    }

    fn note(&mut self, nodes: &AstNodes<'a>, id: NodeId, kind: AstKind<'a>) {
        match kind {
            AstKind::WithStatement(_) => self.is_open = true,
            AstKind::ThisExpression(this) => self.global_object(nodes, id, this.span),
            AstKind::IdentifierReference(name) => {
                if name.name == "globalThis" {
                    self.global_object(nodes, id, name.span);
                }
                if is_looked_for(nodes, id) {
                    self.names.insert(name.name.as_str());
                }
            }
            AstKind::StaticMemberExpression(member) => {
                let name = member.property.name.as_str();
                if is_looked_for(nodes, id) {
                    self.looked_for.insert(name);
                }
                if is_assigned(nodes, id, member.span) || is_looked_for(nodes, id) {
                    self.names.insert(name);
                } else if is_tested(nodes, id, member.span) {
                    self.tested.insert(name);
                }
            }
            AstKind::ComputedMemberExpression(member) => {
                if let Expression::StringLiteral(name) = &member.expression
                    && is_assigned(nodes, id, member.span)
                {
                    self.names.insert(name.value.as_str());
                }
            }
            AstKind::BinaryExpression(binary) if binary.operator.is_in() => {
                if let Expression::StringLiteral(name) = &binary.left {
                    self.looked_for.insert(name.value.as_str());
                    self.names.insert(name.value.as_str());
                }
            }
            AstKind::Function(function) if function.is_declaration() => {
                self.names
                    .extend(function.id.as_ref().map(|id| id.name.as_str()));
            }
            _ => {}
        }
    }

    /// What is taken for the global object; `this` may be another one.
    fn global_object(&mut self, nodes: &AstNodes<'a>, id: NodeId, span: Span) {
        match nodes.parent_kind(id) {
            AstKind::StaticMemberExpression(member) => {
                self.names.insert(member.property.name.as_str());
            }
            AstKind::ComputedMemberExpression(member) if member.object.span() == span => {
                match &member.expression {
                    Expression::StringLiteral(name) => drop(self.names.insert(name.value.as_str())),
                    _ => self.is_open = true,
                }
            }
            AstKind::BinaryExpression(binary) if binary.operator.is_in() => {}
            _ => self.is_open = true,
        }
    }
}

/// Whether texts may be run as code, which can bind what cannot be seen here.
pub(super) fn evaluates_texts(semantic: &Semantic<'_>) -> bool {
    let unresolved = semantic.scoping().root_unresolved_references();
    unresolved.contains_key("eval") || unresolved.contains_key("Function")
}

/// Whether nothing fails when there is none: `typeof` and `delete` are so.
fn is_looked_for(nodes: &AstNodes<'_>, id: NodeId) -> bool {
    matches!(nodes.parent_kind(id), AstKind::UnaryExpression(unary)
        if unary.operator.is_typeof() || unary.operator.is_delete())
}

/// Whether something hangs on a member being there.
fn is_tested(nodes: &AstNodes<'_>, member: NodeId, span: Span) -> bool {
    match nodes.parent_kind(member) {
        AstKind::IfStatement(statement) => statement.test.span() == span,
        AstKind::ConditionalExpression(conditional) => conditional.test.span() == span,
        AstKind::BinaryExpression(binary) => binary.operator.is_equality(),
        AstKind::UnaryExpression(unary) => unary.operator.is_not(),
        AstKind::LogicalExpression(_) => true,
        _ => false,
    }
}

/// Whether a member is written to, by itself or as part of a pattern.
fn is_assigned(nodes: &AstNodes<'_>, member: NodeId, span: Span) -> bool {
    match nodes.parent_kind(member) {
        AstKind::AssignmentExpression(assignment) => assignment.left.span() == span,
        AstKind::ForInStatement(statement) => statement.left.span() == span,
        AstKind::ForOfStatement(statement) => statement.left.span() == span,
        AstKind::AssignmentTargetWithDefault(target) => target.binding.span() == span,
        AstKind::AssignmentTargetPropertyProperty(property) => property.binding.span() == span,
        AstKind::ArrayAssignmentTarget(_)
        | AstKind::AssignmentTargetRest(_)
        | AstKind::UpdateExpression(_) => true,
        _ => false,
    }
}

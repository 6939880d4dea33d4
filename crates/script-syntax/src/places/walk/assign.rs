//! Where values are written.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, Expression, MemberExpression,
    SimpleAssignmentTarget, UpdateExpression,
};
use oxc_ast_visit::Visit;
use oxc_span::GetSpan;

use super::{Deed, Walk, text_of};

/// A member that is written, and where the old engine says that it is.
struct Member<'a> {
    name: Option<&'a str>,
    place: u32,
}

// === impl Walk ===

impl Walk<'_, '_> {
    pub(super) fn assign(&mut self, it: &AssignmentExpression<'_>) {
        let right = &it.right;
        if let AssignmentTarget::AssignmentTargetIdentifier(name) = &it.left {
            self.engine = self.columns.of_identifier(name.span.start);
            self.old = name.span.start;
            if it.operator != AssignmentOperator::Assign {
                self.note(Deed::Read(name.name.as_str()));
            }
            self.visit_expression(right);
            if converts(it.operator) {
                self.note(Deed::Convert);
            }
            self.note(Deed::Write(name.name.as_str()));
            return;
        }
        let member = it.left.as_simple_assignment_target();
        let Some(member) = member.and_then(|target| self.member(target)) else {
            return self.take_apart(
                |walk| walk.visit_expression(right),
                |walk| walk.visit_assignment_target(&it.left),
            );
        };
        if it.operator != AssignmentOperator::Assign {
            self.note(Deed::Get(member.name));
        }
        self.visit_expression(right);
        if converts(it.operator) {
            self.note(Deed::Convert);
        }
        if !it.operator.is_logical() {
            self.old = member.place;
        }
        self.note(Deed::Set(member.name));
    }

    pub(super) fn update(&mut self, it: &UpdateExpression<'_>) {
        match &it.argument {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(name) => {
                self.visit_identifier_reference(name);
                self.note(Deed::Convert);
                self.note(Deed::Write(name.name.as_str()));
            }
            target => {
                let Some(member) = self.member(target) else {
                    return;
                };
                self.note(Deed::Get(member.name));
                self.note(Deed::Convert);
                self.old = member.place;
                self.note(Deed::Set(member.name));
            }
        }
    }

    pub(super) fn delete(&mut self, argument: &Expression<'_>) {
        let argument = argument.get_inner_expression();
        let inner = match argument {
            Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
            other => other.as_member_expression(),
        };
        match inner {
            None => self.visit_expression(argument),
            Some(member) => {
                self.visit_expression(member.object());
                self.old = match member {
                    MemberExpression::StaticMemberExpression(it) => it.property.span.start,
                    MemberExpression::PrivateFieldExpression(it) => it.field.span.start,
                    MemberExpression::ComputedMemberExpression(it) => {
                        self.visit_expression(&it.expression);
                        self.bracket(&it.object)
                    }
                };
                self.note(Deed::Delete);
            }
        }
    }

    /// Goes through a member that is to be written, up to its key.
    fn member<'a>(&mut self, target: &SimpleAssignmentTarget<'a>) -> Option<Member<'a>> {
        match target {
            SimpleAssignmentTarget::StaticMemberExpression(it) => {
                self.visit_expression(&it.object);
                Some(Member {
                    name: Some(it.property.name.as_str()),
                    place: it.property.span.start,
                })
            }
            SimpleAssignmentTarget::ComputedMemberExpression(it) => {
                self.visit_expression(&it.object);
                self.visit_expression(&it.expression);
                Some(Member {
                    name: text_of(&it.expression),
                    place: self.bracket(&it.object),
                })
            }
            SimpleAssignmentTarget::PrivateFieldExpression(it) => {
                self.visit_expression(&it.object);
                Some(Member {
                    name: None,
                    place: it.field.span.start,
                })
            }
            _ => None,
        }
    }

    /// The bracket behind an object.
    fn bracket(&self, object: &Expression<'_>) -> u32 {
        let bracket = self.columns.offset_of("[", object.span().end);
        bracket.unwrap_or(self.old)
    }
}

/// Whether an assignment computes with the value it finds.
fn converts(operator: AssignmentOperator) -> bool {
    operator != AssignmentOperator::Assign && !operator.is_logical()
}

//! What each kind of node notes.

use oxc_ast::ast::{
    ArrayAssignmentTarget, ArrayExpression, ArrayPattern, ArrowFunctionExpression,
    AssignmentExpression, BinaryExpression, BinaryOperator, CallExpression, Class,
    ComputedMemberExpression, Directive, Expression, ExpressionStatement, ForOfStatement,
    ForStatement, Function, IdentifierReference, LogicalExpression, NewExpression,
    ObjectAssignmentTarget, ObjectExpression, ObjectPattern, ObjectProperty,
    PrivateFieldExpression, SpreadElement, StaticMemberExpression, TaggedTemplateExpression,
    TemplateLiteral, ThisExpression, ThrowStatement, UnaryExpression, UnaryOperator,
    UpdateExpression, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::ScopeFlags;
use oxc_span::GetSpan;

use super::{Deed, Walk, text_of};
use crate::operands::is_function;

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'_, '_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.engine = self.columns.of_identifier(it.span.start);
        self.old = it.span.start;
        self.note(Deed::Read(it.name.as_str()));
    }

    fn visit_this_expression(&mut self, it: &ThisExpression) {
        self.old = it.span.start;
        self.note(Deed::Read("this"));
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        self.visit_expression(&it.object);
        self.old = it.property.span.start;
        self.note(Deed::Get(Some(it.property.name.as_str())));
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        self.visit_expression(&it.object);
        self.visit_expression(&it.expression);
        self.old_at("[", it.object.span().end);
        self.note(Deed::Get(text_of(&it.expression)));
    }

    fn visit_private_field_expression(&mut self, it: &PrivateFieldExpression<'a>) {
        self.visit_expression(&it.object);
        self.old = it.field.span.start;
        self.note(Deed::Get(None));
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let before = self.old;
        let callee = self.callee(&it.callee);
        let is_mark = callee.name == Some(self.mark) && !callee.is_member;
        if is_mark {
            self.old = before;
        }
        let read = self.engine;
        let end = it.callee.span().end;
        if !matches!(it.callee, Expression::Super(_))
            && let Some(place) = self.columns.of_arguments(end)
        {
            self.engine = place;
        }
        self.visit_arguments(&it.arguments);
        if is_mark || is_function(&it.callee) {
            return;
        }
        self.old_at("(", end);
        self.note(Deed::Call(callee));
        if let (Some(name), false) = (callee.name, callee.is_member) {
            // the old engine finds out when it calls
            let behind = std::mem::replace(&mut self.engine, read);
            self.note(Deed::Find(name));
            self.engine = behind;
        }
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.engine_at(it.callee.span().start);
        self.visit_expression(&it.callee);
        self.visit_arguments(&it.arguments);
        self.old = it.span.start;
        self.note(Deed::Construct(name_of(&it.callee)));
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        let callee = self.callee(&it.tag);
        self.engine_at(it.quasi.span.start);
        self.visit_expressions(&it.quasi.expressions);
        self.note(Deed::Call(callee));
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        // the engine makes texts of all values at the end
        let mut places = Vec::with_capacity(it.expressions.len());
        for expression in &it.expressions {
            self.visit_expression(expression);
            places.push(self.old);
        }
        for place in places {
            self.old = place;
            self.note(Deed::Template);
        }
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        self.visit_expression(&it.left);
        if it.operator != BinaryOperator::Exponential {
            self.engine_at(it.right.span().start);
        }
        self.visit_expression(&it.right);
        if !(it.left.is_literal() && it.right.is_literal()) {
            self.old = self.columns.operand_from(it.left.span().start);
        }
        self.note(match it.operator {
            BinaryOperator::In | BinaryOperator::Instanceof => Deed::Test,
            _ => Deed::Convert,
        });
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        self.visit_expression(&it.left);
        self.old = self.columns.operand_from(it.left.span().start);
        self.visit_expression(&it.right);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        match it.operator {
            UnaryOperator::Delete => self.delete(&it.argument),
            UnaryOperator::LogicalNot | UnaryOperator::Typeof | UnaryOperator::Void => {
                self.visit_expression(&it.argument);
            }
            _ => {
                self.visit_expression(&it.argument);
                self.note(Deed::Convert);
            }
        }
    }

    fn visit_update_expression(&mut self, it: &UpdateExpression<'a>) {
        self.update(it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.assign(it);
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        self.old = it.span.start;
        walk::walk_object_expression(self, it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        match &it.value {
            // no place of the engine
            Expression::Identifier(name) if it.shorthand => {
                self.old = name.span.start;
                self.note(Deed::Read(name.name.as_str()));
            }
            _ => walk::walk_object_property(self, it),
        }
    }

    fn visit_array_expression(&mut self, it: &ArrayExpression<'a>) {
        self.old = it.span.start;
        walk::walk_array_expression(self, it);
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        self.visit_expression(&it.argument);
        self.note(Deed::Iterate);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let Some(value) = &it.init else {
            return self.visit_binding_pattern(&it.id);
        };
        if it.id.is_binding_identifier() {
            self.visit_expression(value);
            self.old = it.id.span().start;
        } else {
            self.take_apart(
                |walk| walk.visit_expression(value),
                |walk| walk.visit_binding_pattern(&it.id),
            );
        }
    }

    fn visit_object_pattern(&mut self, it: &ObjectPattern<'a>) {
        self.note(Deed::Destructure);
        walk::walk_object_pattern(self, it);
    }

    fn visit_array_pattern(&mut self, it: &ArrayPattern<'a>) {
        self.note(Deed::Iterate);
        walk::walk_array_pattern(self, it);
    }

    fn visit_object_assignment_target(&mut self, it: &ObjectAssignmentTarget<'a>) {
        self.note(Deed::Destructure);
        walk::walk_object_assignment_target(self, it);
    }

    fn visit_array_assignment_target(&mut self, it: &ArrayAssignmentTarget<'a>) {
        self.note(Deed::Iterate);
        walk::walk_array_assignment_target(self, it);
    }

    fn visit_expression_statement(&mut self, it: &ExpressionStatement<'a>) {
        self.engine_at(it.span.start);
        self.visit_expression(&it.expression);
    }

    fn visit_directive(&mut self, it: &Directive<'a>) {
        self.engine_at(it.span.start);
    }

    fn visit_throw_statement(&mut self, it: &ThrowStatement<'a>) {
        self.engine_at(it.argument.span().start);
        self.visit_expression(&it.argument);
        self.old = it.span.start;
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        if let Some(init) = &it.init {
            self.visit_for_statement_init(init);
        }
        if let Some(test) = &it.test {
            self.visit_expression(test);
        }
        self.visit_statement(&it.body);
        if let Some(update) = &it.update {
            self.visit_expression(update);
        }
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.take_apart(
            |walk| {
                walk.visit_expression(&it.right);
                walk.note(Deed::Iterate);
            },
            |walk| walk.visit_for_statement_left(&it.left),
        );
        self.visit_statement(&it.body);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let outside = std::mem::replace(&mut self.in_constructor, flags.is_constructor());
        self.within(it.span.start, |walk| walk::walk_function(walk, it, flags));
        self.in_constructor = outside;
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.within(it.span.start, |walk| {
            walk::walk_arrow_function_expression(walk, it);
        });
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if let Some(heritage) = &it.heritage {
            self.visit_expression(&heritage.expression);
        }
        self.old = it.span.start;
        self.note(Deed::Extend);
        self.visit_class_body(&it.body);
    }
}

/// The last name of a constructor.
fn name_of<'a>(callee: &Expression<'a>) -> Option<&'a str> {
    match callee.without_parentheses() {
        Expression::Identifier(name) => Some(name.name.as_str()),
        Expression::StaticMemberExpression(member) => Some(member.property.name.as_str()),
        _ => None,
    }
}

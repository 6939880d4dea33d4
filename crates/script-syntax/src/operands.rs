//! Operands that the old engine names when they are no functions or objects.
//!
//! Only those are looked for that may be something else: not functions that the script declares
//! under a name it gives nothing else, nor names that it does not declare.

use std::collections::HashSet;

use oxc_ast::{
    AstKind,
    ast::{
        Argument, BinaryOperator, BindingIdentifier, CallExpression, ComputedMemberExpression,
        Expression, Program, SimpleAssignmentTarget,
    },
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};

/// What an operator takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is called.
    Called,
    /// An object is made by it.
    Constructor,
    /// `in` looks for a member of it.
    Container,
    /// `instanceof` asks it.
    Class,
    /// It is called, or an object is made by it, and it is a built-in function that does not tell what
    /// it refuses.
    Native { is_constructor: bool },
    /// It is given to one of [`TAKERS`].
    Given,
    /// A member of it is called, by a key that is no name.
    Holder,
    /// It is that key.
    Key,
}

/// So many are told of a script at most; they may all stand in one another.
const OPERANDS_MAX: usize = 500;

/// Members that are mostly built-in functions, which take a function, or `create` an object of another,
/// and do not tell what else they were given.
pub const TAKERS: [&str; 13] = [
    "create",
    "every",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flatMap",
    "forEach",
    "map",
    "reduce",
    "reduceRight",
    "some",
];

/// An operand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operand {
    pub(crate) role: Role,
    /// With its parentheses.
    pub(crate) span: Span,
}

/// A walk that collects them.
#[derive(Default)]
struct Walk<'a> {
    found: Vec<(Operand, Option<&'a str>)>,
    /// Where names stand that are given to functions.
    functions: HashSet<u32>,
    /// Optional chains around the place where the walk has come to, and functions, which are none.
    chains: Vec<bool>,
    declared: HashSet<&'a str>,
    /// Names of what may be no function.
    doubtful: HashSet<&'a str>,
    has_with: bool,
}

/// The operands of a script, in the order of its tree; none of one with a `with` statement, where a
/// name may be a member.
pub(crate) fn operands<'a>(program: &Program<'a>) -> Vec<Operand> {
    let mut walk = Walk::default();
    walk.doubtful.insert("undefined");
    walk.visit_program(program);
    let Walk {
        found,
        declared,
        doubtful,
        has_with,
        ..
    } = walk;
    let found = found.into_iter().filter(|(operand, name)| match name {
        _ if has_with => false,
        Some(name) if matches!(operand.role, Role::Native { .. }) => !declared.contains(name),
        Some(name) => doubtful.contains(name) || operand.role == Role::Container,
        None => true,
    });
    found
        .map(|(operand, _)| operand)
        .take(OPERANDS_MAX)
        .collect()
}

// === impl Role ===

impl Role {
    /// The number that the mark gets.
    pub(crate) fn number(self) -> i32 {
        match self {
            Self::Called => -1,
            Self::Constructor => -2,
            Self::Container => -3,
            Self::Class => -4,
            Self::Native { .. } => -5,
            Self::Given => -6,
            Self::Holder => -7,
            Self::Key => -8,
        }
    }
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        self.chains.extend(is_chain(node));
        match node {
            AstKind::CallExpression(it) => self.call(it),
            AstKind::NewExpression(it) => self.note(Role::Constructor, &it.callee),
            AstKind::BinaryExpression(it) => match it.operator {
                BinaryOperator::In => self.note(Role::Container, &it.right),
                BinaryOperator::Instanceof => self.note(Role::Class, &it.right),
                _ => {}
            },
            AstKind::WithStatement(_) => self.has_with = true,
            AstKind::Class(it) => self.functions.extend(it.id.iter().map(starts_at)),
            AstKind::Function(it) => self.functions.extend(it.id.iter().map(starts_at)),
            AstKind::VariableDeclarator(it) if it.init.as_ref().is_some_and(is_function) => {
                self.functions.insert(it.id.span().start);
            }
            _ => {}
        }
    }

    fn leave_node(&mut self, node: AstKind<'a>) {
        if is_chain(node).is_some() {
            self.chains.pop();
        }
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.declared.insert(it.name.as_str());
        if !self.functions.contains(&it.span.start) {
            self.doubtful.insert(it.name.as_str());
        }
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(name) = it {
            self.declared.insert(name.name.as_str());
            self.doubtful.insert(name.name.as_str());
        }
        walk::walk_simple_assignment_target(self, it);
    }
}

impl<'a> Walk<'a> {
    /// In what may end early, and does not come back when it does.
    fn is_in_chain(&self) -> bool {
        self.chains.last() == Some(&true)
    }

    fn call(&mut self, call: &'a CallExpression<'a>) {
        if !self.is_in_chain() {
            match call.callee.without_parentheses() {
                Expression::ComputedMemberExpression(callee) => self.call_by_key(callee),
                callee if is_value(callee) => self.note(Role::Called, &call.callee),
                _ => {}
            }
        }
        let member = call.callee.get_member_expr();
        let name = member.and_then(|member| member.static_property_name());
        let given = call.arguments.first().and_then(Argument::as_expression);
        if let Some(given) = given.filter(|_| name.is_some_and(|it| TAKERS.contains(&it))) {
            self.note(Role::Given, given);
        }
    }

    fn call_by_key(&mut self, callee: &ComputedMemberExpression<'a>) {
        // of some values separated by commas the mark would take the first
        let is_several = matches!(callee.expression, Expression::SequenceExpression(_));
        if !callee.object.is_super() && !is_several {
            self.add(Role::Holder, &callee.object, None);
            self.add(Role::Key, &callee.expression, None);
        }
    }

    fn note(&mut self, role: Role, expression: &'a Expression<'a>) {
        let name = match expression.without_parentheses() {
            Expression::Identifier(it) => Some(it.name.as_str()),
            other if is_function(other) => return,
            _ => None,
        };
        let is_constructor = role == Role::Constructor;
        let role = match (name, role) {
            (Some("BigInt" | "RegExp"), Role::Called)
            | (Some("Promise" | "RegExp"), Role::Constructor) => Role::Native { is_constructor },
            _ => role,
        };
        self.add(role, expression, name);
    }

    fn add(&mut self, role: Role, expression: &Expression<'a>, name: Option<&'a str>) {
        let span = expression.span();
        self.found.push((Operand { role, span }, name));
    }
}

/// Whether it is an optional chain, if that can be.
fn is_chain(node: AstKind<'_>) -> Option<bool> {
    match node {
        AstKind::ChainExpression(_) => Some(true),
        AstKind::ArrowFunctionExpression(_) | AstKind::Function(_) => Some(false),
        _ => None,
    }
}

fn starts_at(name: &BindingIdentifier<'_>) -> u32 {
    name.span.start
}

/// Whether it is the text of a function or a class.
pub(crate) fn is_function(expression: &Expression<'_>) -> bool {
    matches!(
        expression.without_parentheses(),
        Expression::ArrowFunctionExpression(_)
            | Expression::ClassExpression(_)
            | Expression::FunctionExpression(_)
    )
}

/// Whether a callee could as well be called under another name: it is no member of what it is called
/// on, nor a direct `eval`.
fn is_value(callee: &Expression<'_>) -> bool {
    match callee {
        Expression::ChainExpression(_) | Expression::Super(_) => false,
        Expression::Identifier(name) => name.name != "eval",
        other => !other.is_member_expression(),
    }
}

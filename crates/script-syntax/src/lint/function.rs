//! Whether there is a function by the action's name, and what it is.

use oxc_ast::{
    AstKind,
    ast::{
        ArrowFunctionBody, ArrowFunctionExpression, AssignmentTarget, Expression, FormalParameters,
        Function, FunctionBody, StaticMemberExpression,
    },
};
use oxc_span::Span;

use super::{Script, nearest::nearest};
use crate::finding::Findings;

/// The action's function.
pub(super) struct Callable<'a> {
    pub(super) parameters: &'a FormalParameters<'a>,
    pub(super) body: Body<'a>,
    /// Where its keyword, name or parameters stand.
    pub(super) head: Span,
    pub(super) is_generator: bool,
    is_async: bool,
}

/// What a function does.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    Statements(&'a FunctionBody<'a>),
    Expression(&'a Expression<'a>),
    /// Only declarations of other languages have none.
    None,
}

/// What a name at the top of the script is bound to.
struct Binding<'a> {
    name: &'a str,
    span: Span,
    value: Value<'a>,
}

enum Value<'a> {
    Function(Callable<'a>),
    /// Nothing, or something that can never be called: what it is.
    NoFunction(&'static str),
    Unknown,
}

/// The action's function, if it is clear which that is; and what is wrong with it.
pub(super) fn check<'a>(script: &Script<'a, '_>, findings: &mut Findings) -> Option<Callable<'a>> {
    let mut bindings = bindings(script);
    // A later declaration of the same name replaces an earlier one.
    let Some(index) = bindings
        .iter()
        .rposition(|binding| binding.name == script.name)
    else {
        not_found(script, &bindings, findings);
        return None;
    };
    let binding = bindings.swap_remove(index);
    match binding.value {
        Value::Function(function) => {
            if function.is_async {
                findings.error(
                    "async-function",
                    function.head,
                    "An async function returns a promise, and the action fails for it: `could \
                     not convert [object Promise] to error`.",
                    Some(String::from(
                        "Leave out `async` and `await`: `fetch` of zitadel/http answers at once.",
                    )),
                );
            }
            Some(function)
        }
        Value::NoFunction(what) => {
            let name = script.name;
            findings.error(
                "not-a-function",
                binding.span,
                format!("`{name}` is {what} and cannot be called."),
                Some(format!(
                    "Declare it by `function {name}(ctx, api) {{ … }}`."
                )),
            );
            None
        }
        Value::Unknown => None,
    }
}

fn not_found(script: &Script<'_, '_>, bindings: &[Binding<'_>], findings: &mut Findings) {
    if calls_eval(script) {
        return;
    }
    let name = script.name;
    let functions = bindings
        .iter()
        .filter(|b| matches!(b.value, Value::Function(_)));
    let functions: Vec<&str> = functions.map(|binding| binding.name).collect();
    let meant = match functions.as_slice() {
        [only] => Some(*only),
        all => nearest(name, all.iter().copied()),
    };
    let span = bindings.iter().find(|binding| Some(binding.name) == meant);
    let help = match meant {
        Some(meant) => {
            format!("Rename the action to `{meant}`, or the function to the action's name.")
        }
        None => format!("Add `function {name}(ctx, api) {{ … }}`."),
    };
    let (message, help) = if is_identifier(name) {
        (
            format!("There is no function `{name}` at the top of the script."),
            help,
        )
    } else {
        (
            format!("The action's name `{name}` cannot be the name of a function."),
            format!("Rename the action, or bind the function by `this['{name}'] = …`."),
        )
    };
    let span = span.map_or(Span::empty(0), |binding| binding.span);
    findings.error("function-not-found", span, message, Some(help));
}

/// What the script binds at its top, in its order.
fn bindings<'a>(script: &Script<'a, '_>) -> Vec<Binding<'a>> {
    let scoping = script.semantic.scoping();
    let mut bindings = Vec::new();
    for node in script.semantic.nodes().iter() {
        let is_top = node.scope_id() == scoping.root_scope_id();
        match node.kind() {
            AstKind::Function(function) if is_top && function.is_declaration() => {
                if let Some(id) = &function.id {
                    bindings.push(Binding {
                        name: id.name.as_str(),
                        span: id.span,
                        value: Value::Function(Callable::of_function(function)),
                    });
                }
            }
            AstKind::Class(class) if is_top && class.is_declaration() => {
                if let Some(id) = &class.id {
                    bindings.push(Binding {
                        name: id.name.as_str(),
                        span: id.span,
                        value: Value::NoFunction("a class"),
                    });
                }
            }
            AstKind::VariableDeclarator(declarator) => {
                for id in declarator.id.get_binding_identifiers() {
                    let is_top = id.symbol_id.get().is_some_and(|symbol| {
                        scoping.symbol_scope_id(symbol) == scoping.root_scope_id()
                    });
                    let is_whole = declarator.id.get_binding_identifier().is_some();
                    let value = declarator.init.as_ref().filter(|_| is_whole);
                    if is_top {
                        bindings.push(Binding {
                            name: id.name.as_str(),
                            span: id.span,
                            value: value.map_or(Value::Unknown, Value::of),
                        });
                    }
                }
            }
            AstKind::AssignmentExpression(assignment) => {
                if let Some((name, span)) = global_assigned(&assignment.left) {
                    let value = Value::of(&assignment.right);
                    bindings.push(Binding { name, span, value });
                }
            }
            _ => {}
        }
    }
    bindings
}

/// The global that is assigned: `name = `, `this.name = ` or `globalThis.name = `. Where `this` is
/// something else, or the name is that of a variable, nothing is lost: it is one name more that is
/// known.
fn global_assigned<'a>(target: &'a AssignmentTarget<'a>) -> Option<(&'a str, Span)> {
    let is_global = |object: &Expression<'_>| {
        matches!(object, Expression::ThisExpression(_)) || object.is_specific_id("globalThis")
    };
    match target {
        AssignmentTarget::AssignmentTargetIdentifier(id) => Some((id.name.as_str(), id.span)),
        AssignmentTarget::StaticMemberExpression(member) if is_global(&member.object) => {
            let StaticMemberExpression { property, .. } = &**member;
            Some((property.name.as_str(), property.span))
        }
        AssignmentTarget::ComputedMemberExpression(member) if is_global(&member.object) => {
            match &member.expression {
                Expression::StringLiteral(text) => Some((text.value.as_str(), text.span)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A script that evaluates texts may bind what cannot be seen here.
fn calls_eval(script: &Script<'_, '_>) -> bool {
    let unresolved = script.semantic.scoping().root_unresolved_references();
    unresolved.contains_key("eval") || unresolved.contains_key("Function")
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let is_start = |c: char| c.is_alphabetic() || matches!(c, '_' | '$');
    characters.next().is_some_and(is_start)
        && characters.all(|c| is_start(c) || c.is_alphanumeric())
}

// === impl Callable ===

impl<'a> Callable<'a> {
    fn of_function(function: &'a Function<'a>) -> Self {
        let end = function.params.span.start;
        let id = function.id.as_ref().map(|id| id.span);
        Self {
            parameters: &function.params,
            body: function
                .body
                .as_deref()
                .map_or(Body::None, Body::Statements),
            head: id.unwrap_or(Span::new(function.span.start, end)),
            is_generator: function.generator,
            is_async: function.r#async,
        }
    }

    fn of_arrow(arrow: &'a ArrowFunctionExpression<'a>) -> Self {
        Self {
            parameters: &arrow.params,
            body: match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => Body::Statements(body),
                expression => expression
                    .as_expression()
                    .map_or(Body::None, Body::Expression),
            },
            head: arrow.params.span,
            is_generator: false,
            is_async: arrow.r#async,
        }
    }
}

// === impl Value ===

impl<'a> Value<'a> {
    fn of(expression: &'a Expression<'a>) -> Self {
        match expression.without_parentheses() {
            Expression::FunctionExpression(function) => {
                Self::Function(Callable::of_function(function))
            }
            Expression::ArrowFunctionExpression(arrow) => Self::Function(Callable::of_arrow(arrow)),
            Expression::ClassExpression(_) => Self::NoFunction("a class"),
            Expression::ObjectExpression(_) => Self::NoFunction("an object"),
            Expression::ArrayExpression(_) => Self::NoFunction("an array"),
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => {
                Self::NoFunction("a string")
            }
            Expression::NumericLiteral(_) | Expression::BigIntLiteral(_) => {
                Self::NoFunction("a number")
            }
            Expression::BooleanLiteral(_) => Self::NoFunction("a boolean"),
            Expression::NullLiteral(_) => Self::NoFunction("null"),
            Expression::RegExpLiteral(_) => Self::NoFunction("a regular expression"),
            _ => Self::Unknown,
        }
    }
}

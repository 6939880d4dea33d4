//! What names a script binds at its top.

use oxc_ast::{
    AstKind,
    ast::{AssignmentTarget, Expression, IdentifierReference, VariableDeclarator},
};
use oxc_semantic::{Scoping, SymbolId};
use oxc_span::Span;

use super::{Script, function::Callable};

/// A name and what it is bound to.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
    pub(super) value: Value<'a>,
    /// It is assigned, not declared.
    is_assigned: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Function(Callable<'a>),
    /// Something that can never be called: what it is.
    NoFunction(&'static str),
    Unknown,
}

/// All of them, in the order of the script.
pub(super) fn of<'a>(script: &Script<'a, '_>) -> Vec<Binding<'a>> {
    let scoping = script.semantic.scoping();
    let mut bindings = Vec::new();
    for node in script.semantic.nodes().iter() {
        match node.kind() {
            AstKind::Function(function) if function.is_declaration() => {
                // In sloppy mode also those of blocks are variables of the script.
                let id = function.id.as_ref();
                if let Some(id) = id.filter(|id| is_global(scoping, id.symbol_id.get())) {
                    let value = Value::Function(Callable::of_function(function));
                    bindings.push(Binding::declared(id.name.as_str(), id.span, value));
                }
            }
            AstKind::Class(class) if class.is_declaration() => {
                let id = class.id.as_ref();
                if let Some(id) = id.filter(|id| is_global(scoping, id.symbol_id.get())) {
                    let value = Value::NoFunction("a class");
                    bindings.push(Binding::declared(id.name.as_str(), id.span, value));
                }
            }
            AstKind::VariableDeclarator(declarator) => {
                bindings.extend(declared(scoping, declarator));
            }
            AstKind::AssignmentExpression(assignment) => {
                if let Some((name, span)) = global_assigned(scoping, &assignment.left) {
                    bindings.push(Binding {
                        name,
                        span,
                        value: Value::of(&assignment.right),
                        is_assigned: true,
                    });
                }
            }
            _ => {}
        }
    }
    bindings
}

/// What is called by a name, if it is bound.
///
/// A later declaration replaces an earlier one. What is assigned may replace both, or may not yet
/// have been assigned: then it is clear only if it is a function, too.
pub(super) fn called<'a>(bindings: &[Binding<'a>], name: &str) -> Option<Binding<'a>> {
    let mut named = bindings.iter().filter(|binding| binding.name == name);
    let last = *named.next_back()?;
    let is_replaced = last.is_assigned && named.next_back().is_some();
    Some(match last.value {
        Value::NoFunction(_) if is_replaced => Binding {
            value: Value::Unknown,
            ..last
        },
        _ => last,
    })
}

/// The names that a declarator binds at the top of the script.
fn declared<'a>(
    scoping: &Scoping,
    declarator: &'a VariableDeclarator<'a>,
) -> impl Iterator<Item = Binding<'a>> {
    let is_whole = declarator.id.get_binding_identifier().is_some();
    let value = declarator.init.as_ref().filter(|_| is_whole);
    let value = value.map_or(Value::Unknown, Value::of);
    let ids = declarator.id.get_binding_identifiers().into_iter();
    ids.filter(|id| is_global(scoping, id.symbol_id.get()))
        .map(move |id| Binding::declared(id.name.as_str(), id.span, value))
}

/// The global that is assigned: `name = `, `this.name = ` or `globalThis.name = `, where `this` is
/// taken for the global object.
fn global_assigned<'a>(
    scoping: &Scoping,
    target: &'a AssignmentTarget<'a>,
) -> Option<(&'a str, Span)> {
    let is_global_object = |object: &Expression<'_>| {
        matches!(object, Expression::ThisExpression(_)) || object.is_specific_id("globalThis")
    };
    match target {
        AssignmentTarget::AssignmentTargetIdentifier(id) if refers_to_global(scoping, id) => {
            Some((id.name.as_str(), id.span))
        }
        AssignmentTarget::StaticMemberExpression(member) if is_global_object(&member.object) => {
            Some((member.property.name.as_str(), member.property.span))
        }
        AssignmentTarget::ComputedMemberExpression(member) if is_global_object(&member.object) => {
            match &member.expression {
                Expression::StringLiteral(text) => Some((text.value.as_str(), text.span)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_global(scoping: &Scoping, symbol: Option<SymbolId>) -> bool {
    symbol.is_some_and(|symbol| {
        let name = scoping.symbol_ident(symbol);
        scoping.get_root_binding(name) == Some(symbol)
            || scoping.symbol_scope_id(symbol) == scoping.root_scope_id()
    })
}

fn refers_to_global(scoping: &Scoping, id: &IdentifierReference<'_>) -> bool {
    let symbol = id
        .reference_id
        .get()
        .and_then(|reference| scoping.get_reference(reference).symbol_id());
    symbol.is_none() || is_global(scoping, symbol)
}

// === impl Binding ===

impl<'a> Binding<'a> {
    fn declared(name: &'a str, span: Span, value: Value<'a>) -> Self {
        Self {
            name,
            span,
            value,
            is_assigned: false,
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

//! Whether there is a function by the action's name, and what it is.

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, Expression, FormalParameters, Function,
    FunctionBody,
};
use oxc_span::Span;
use portcullis_core::script::Profile;

use super::{
    Script,
    bindings::{self, Binding, Value},
    mentions::evaluates_texts,
    names::cut,
    nearest::nearest,
};
use crate::finding::Findings;

/// The action's function.
#[derive(Clone, Copy)]
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

/// The action's function, if it is clear which that is; and what is wrong with it.
pub(super) fn check<'a>(script: &Script<'a, '_>, findings: &mut Findings) -> Option<Callable<'a>> {
    let bindings = bindings::of(script);
    let Some(binding) = bindings::called(&bindings, script.name) else {
        not_found(script, &bindings, findings);
        return None;
    };
    match binding.value {
        Value::Function(function) => {
            if function.is_async && script.profile == Profile::Goja {
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
            let name = cut(script.name);
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
    if evaluates_texts(script.semantic) {
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
    let is_identifier = is_identifier(name);
    let (name, meant) = (cut(name), meant.map(cut));
    let help = match meant {
        Some(meant) => {
            format!("Rename the action to `{meant}`, or the function to the action's name.")
        }
        None => format!("Add `function {name}(ctx, api) {{ … }}`."),
    };
    let (message, help) = if is_identifier {
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

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let is_start = |c: char| c.is_alphabetic() || matches!(c, '_' | '$');
    characters.next().is_some_and(is_start)
        && characters.all(|c| is_start(c) || c.is_alphanumeric())
}

// === impl Callable ===

impl<'a> Callable<'a> {
    pub(super) fn of_function(function: &'a Function<'a>) -> Self {
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

    pub(super) fn of_arrow(arrow: &'a ArrowFunctionExpression<'a>) -> Self {
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

//! Whether the action's function returns something: whatever it returns but undefined and null
//! makes the action fail, after all that it has done, but in the lenient profile.

use oxc_ast::{
    AstKind,
    ast::{ArrowFunctionExpression, BindingPattern, ClassBody, Expression, Function},
};
use oxc_ast_visit::Visit;
use oxc_semantic::ScopeFlags;
use oxc_span::GetSpan;
use portcullis_core::script::Profile;

use super::function::{Body, Callable};
use crate::finding::{Findings, Severity};

const RULE: &str = "returns-value";

/// A walk through one function, not through those inside of it.
struct Walk<'a, 'f> {
    /// The name of the second parameter: what its methods return is undefined.
    api: Option<&'a str>,
    findings: &'f mut Findings,
}

pub(super) fn check(function: &Callable<'_>, profile: Profile, findings: &mut Findings) {
    let is_ignored = profile == Profile::Lenient;
    if function.is_generator {
        let help = Some(String::from("Leave out the `*`."));
        let (severity, message) = match is_ignored {
            false => (
                Severity::Error,
                "A generator function does nothing but return a generator, and the action fails \
                 for it.",
            ),
            true => (
                Severity::Warning,
                "A generator function does nothing but return a generator.",
            ),
        };
        findings.note(RULE, severity, function.head, message.to_owned(), help);
        return;
    }
    if is_ignored {
        return;
    }
    let api = function.parameters.items.get(1);
    let api = api.and_then(|parameter| match &parameter.pattern {
        BindingPattern::BindingIdentifier(id) => Some(id.name.as_str()),
        _ => None,
    });
    let mut walk = Walk { api, findings };
    match function.body {
        Body::Statements(body) => walk.visit_function_body(body),
        Body::Expression(expression) => walk.returned(expression),
        Body::None => {}
    }
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'a, '_> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        if let AstKind::ReturnStatement(statement) = node
            && let Some(value) = &statement.argument
        {
            self.returned(value);
        }
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_class_body(&mut self, _: &ClassBody<'a>) {}
}

impl Walk<'_, '_> {
    fn returned(&mut self, value: &Expression<'_>) {
        let Some(severity) = self.severity(value) else {
            return;
        };
        let help = Some(String::from("Return nothing."));
        let span = value.span();
        if severity == Severity::Error {
            let message = "The action fails because a value is returned: `could not convert … to \
                           error`.";
            self.findings.error(RULE, span, message, help);
        } else {
            let message = "The action fails if this is not undefined or null: `could not convert … \
                           to error`.";
            self.findings.warning(RULE, span, message, help);
        }
    }

    /// Whether returning a value is an error, may be one, or is none.
    fn severity(&self, value: &Expression<'_>) -> Option<Severity> {
        match value.without_parentheses() {
            Expression::NullLiteral(_) => None,
            Expression::Identifier(id) if id.name == "undefined" => None,
            Expression::UnaryExpression(unary) if unary.operator.is_void() => None,
            Expression::CallExpression(call) if self.is_of_api(&call.callee) => None,
            Expression::CallExpression(_)
            | Expression::ChainExpression(_)
            | Expression::Identifier(_)
            | Expression::StaticMemberExpression(_)
            | Expression::ComputedMemberExpression(_)
            | Expression::ConditionalExpression(_)
            | Expression::LogicalExpression(_)
            | Expression::SequenceExpression(_)
            | Expression::AssignmentExpression(_)
            | Expression::AwaitExpression(_)
            | Expression::ThisExpression(_)
            | Expression::TaggedTemplateExpression(_) => Some(Severity::Warning),
            _ => Some(Severity::Error),
        }
    }

    /// Whether something is a member of `api`, however deep.
    fn is_of_api(&self, expression: &Expression<'_>) -> bool {
        let mut expression = expression;
        loop {
            expression = match expression {
                Expression::StaticMemberExpression(member) => &member.object,
                Expression::Identifier(id) => return self.api == Some(id.name.as_str()),
                _ => return false,
            }
        }
    }
}

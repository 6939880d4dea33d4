//! Whether the modules that are required exist.

use oxc_ast::{
    AstKind,
    ast::{Argument, CallExpression, Expression, StringLiteral},
};
use oxc_semantic::{IsGlobalReference, NodeId};
use portcullis_core::script::Profile;

use super::{Script, names::cut, nearest::nearest};
use crate::{
    finding::{Findings, Severity},
    trigger::Trigger,
};

const RULE: &str = "unknown-module";

pub(super) const MODULES: [&str; 7] = [
    "console",
    "node:util",
    "portcullis/secrets",
    "util",
    "zitadel/http",
    "zitadel/log",
    "zitadel/uuid",
];

pub(super) fn check(script: &Script<'_, '_>, findings: &mut Findings) {
    for node in script.semantic.nodes().iter() {
        if let AstKind::CallExpression(call) = node.kind()
            && let Some(name) = module(script, call)
        {
            let module = name.value.as_str();
            let severity = match script.is_caught(node.id()) {
                true => Severity::Warning,
                false => Severity::Error,
            };
            if !MODULES.contains(&module) {
                let meant = nearest(module.trim_start_matches("./"), MODULES);
                let help = meant.map_or_else(
                    || String::from(
                            "There are zitadel/http, zitadel/log, zitadel/uuid, portcullis/secrets, console and util.",
                        ),
                    |meant| format!("Did you mean `{meant}`?"),
                );
                let message = format!("There is no module `{}`.", cut(module));
                findings.note(RULE, severity, name.span, message, Some(help));
            } else if module == "zitadel/uuid"
                && script.profile == Profile::Goja
                && script.trigger == Some(Trigger::PreSamlResponseCreation)
            {
                let message = "There is no module `zitadel/uuid` when a SAML response is made.";
                findings.note(RULE, severity, name.span, message.to_owned(), None);
            }
        }
    }
}

/// The modules that are required, by name, and where.
pub(super) fn required<'a>(script: &Script<'a, '_>) -> Vec<(&'a str, NodeId)> {
    let nodes = script.semantic.nodes().iter();
    let required = nodes.filter_map(|node| match node.kind() {
        AstKind::CallExpression(call) => Some((module(script, call)?.value.as_str(), node.id())),
        _ => None,
    });
    required.collect()
}

/// The module that a call asks the host for.
fn module<'a>(
    script: &Script<'a, '_>,
    call: &'a CallExpression<'a>,
) -> Option<&'a StringLiteral<'a>> {
    match call.arguments.first()? {
        Argument::StringLiteral(name) if is_require(script, call) => Some(name),
        _ => None,
    }
}

/// Whether the function called is the one of the host.
fn is_require(script: &Script<'_, '_>, call: &CallExpression<'_>) -> bool {
    matches!(&call.callee, Expression::Identifier(id)
        if id.name == "require" && id.is_global_reference(script.semantic.scoping()))
}

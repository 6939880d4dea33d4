//! Whether the modules that are required exist.

use oxc_ast::{
    AstKind,
    ast::{Argument, CallExpression, Expression},
};
use oxc_semantic::IsGlobalReference;

use super::{Script, nearest::nearest};
use crate::{finding::Findings, trigger::Trigger};

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
            && is_require(script, call)
            && let Some(Argument::StringLiteral(name)) = call.arguments.first()
        {
            let module = name.value.as_str();
            if !MODULES.contains(&module) {
                let meant = nearest(module.trim_start_matches("./"), MODULES);
                let help = meant.map_or_else(
                    || String::from(
                            "There are zitadel/http, zitadel/log, zitadel/uuid, portcullis/secrets, console and util.",
                        ),
                    |meant| format!("Did you mean `{meant}`?"),
                );
                let message = format!("There is no module `{module}`.");
                findings.error(RULE, name.span, message, Some(help));
            } else if module == "zitadel/uuid"
                && script.trigger == Some(Trigger::PreSamlResponseCreation)
            {
                let message = "There is no module `zitadel/uuid` when a SAML response is made.";
                findings.error(RULE, name.span, message, None);
            }
        }
    }
}

/// Whether the function called is the one of the host.
fn is_require(script: &Script<'_, '_>, call: &CallExpression<'_>) -> bool {
    matches!(&call.callee, Expression::Identifier(id)
        if id.name == "require" && id.is_global_reference(script.semantic.scoping()))
}

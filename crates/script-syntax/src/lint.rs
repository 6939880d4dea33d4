//! What an action's author should know before the action runs.
//!
//! Findings are told of what the script says, not of what it does: values are followed through
//! variables that are bound once, and no further, so a script without findings may still fail.

mod bindings;
mod function;
mod globals;
mod members;
mod mentions;
mod modules;
mod names;
mod nearest;
mod returns;

use oxc_allocator::Allocator;
use oxc_ast::{AstKind, ast::Program};
use oxc_diagnostics::OxcDiagnostic;
use oxc_parser::ParserReturn;
use oxc_semantic::{NodeId, Semantic, SemanticBuilder};
use oxc_span::{GetSpan, Span};
use portcullis_core::{action::ScriptLimit, script::Profile};

use self::mentions::Mentions;
use crate::{
    finding::{Finding, Findings},
    parse,
    syntax_error::{self, SyntaxError},
    trigger::Trigger,
    warning,
};

const SYNTAX: &str = "syntax-error";

/// The length of `import` and of `export`.
const KEYWORD: u32 = 6;

/// A script with the meaning of its names.
struct Script<'a, 's> {
    semantic: &'s Semantic<'a>,
    /// The action's name, by which its function is called.
    name: &'s str,
    /// The trigger it is for; any, if not known.
    trigger: Option<Trigger>,
    profile: Profile,
    mentions: Mentions<'a>,
}

impl Script<'_, '_> {
    /// Whether a failure there has a `catch` around it.
    fn is_caught(&self, node: NodeId) -> bool {
        let nodes = self.semantic.nodes();
        let span = nodes.kind(node).span();
        nodes.ancestor_kinds(node).any(|kind| {
            matches!(kind, AstKind::TryStatement(guarded)
                if guarded.handler.is_some() && guarded.block.span.contains_inclusive(span))
        })
    }
}

/// Looks at the script of the action `name`, which is for `trigger` if that is known, and runs in the
/// `profile`.
///
/// At most 100 findings, in the order of the script.
pub fn lint(
    source: &str,
    name: &str,
    trigger: Option<Trigger>,
    profile: Profile,
    limit: ScriptLimit,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    let (length, longest, unit) = match limit {
        ScriptLimit::Characters(longest) => (source.chars().count(), longest, "characters"),
        ScriptLimit::Bytes(longest) => (source.len(), longest, "bytes"),
    };
    if length > longest {
        findings.error(
            "too-large",
            Span::empty(0),
            format!("The script has {length} {unit}; {longest} are allowed."),
            None,
        );
    }
    let parsed = parse::parsed(source, |parsed, allocator| {
        let mut findings = Findings::default();
        look(parsed, allocator, (name, trigger, profile), &mut findings);
        findings
    });
    match parsed {
        Some(more) => findings.append(more),
        None => findings.warning(
            "too-deep",
            Span::empty(0),
            "The script is too long or nests too deeply to be checked.",
            None,
        ),
    }
    findings.into_sorted(source)
}

fn look<'a>(
    parsed: ParserReturn<'a>,
    allocator: &'a Allocator,
    (name, trigger, profile): (&str, Option<Trigger>, Profile),
    findings: &mut Findings,
) {
    let first = syntax_error::first(parsed.program.source_text, &parsed);
    syntax(findings, &parsed.diagnostics, first.as_ref());
    module_syntax(findings, &parsed.program);
    if !findings.is_empty() {
        return;
    }
    let program = &*allocator.alloc(parsed.program);
    let built = SemanticBuilder::new()
        .with_build_nodes(true)
        .with_check_syntax_error(true)
        .build(program);
    syntax(findings, &built.diagnostics, None);
    if !findings.is_empty() {
        return;
    }
    for (span, text) in warning::found(program.source_text, program) {
        findings.warning("old-engine", span, text, None);
    }
    let script = Script {
        semantic: &built.semantic,
        name,
        trigger,
        profile,
        mentions: Mentions::of(&built.semantic),
    };
    let function = function::check(&script, findings);
    if let Some(function) = &function {
        returns::check(function, profile, findings);
    }
    members::check(&script, function.as_ref(), findings);
    modules::check(&script, findings);
    globals::check(&script, findings);
}

/// What the parser says of errors. Where it says no more than that a token is unexpected, the
/// `first` error in the old engine's words names that token.
fn syntax<'d>(
    findings: &mut Findings,
    diagnostics: impl IntoIterator<Item = &'d OxcDiagnostic>,
    first: Option<&SyntaxError>,
) {
    for diagnostic in diagnostics {
        let mut labels = diagnostic.labels.iter();
        let label = labels
            .find(|label| label.primary())
            .or(diagnostic.labels.last());
        let span = label.map_or(Span::empty(0), |label| {
            Span::new(label.offset(), label.offset() + label.len())
        });
        let message = match first {
            Some(first) if diagnostic.message == "Unexpected token" => first.message.clone(),
            _ => String::from(&*diagnostic.message),
        };
        let help = diagnostic.help.as_deref().map(String::from);
        findings.error(SYNTAX, span, names::cut_words(&message), help);
    }
}

/// Scripts are no modules.
fn module_syntax(findings: &mut Findings, program: &Program<'_>) {
    let statements = program.body.iter();
    for statement in statements.filter(|statement| statement.is_module_declaration()) {
        let start = statement.span().start;
        findings.error(
            SYNTAX,
            Span::sized(start, KEYWORD),
            "A script can neither import nor export.",
            Some(String::from(
                "Get modules by `require('zitadel/http')` at the top, and declare the function \
                 without `export`.",
            )),
        );
    }
}

#[cfg(test)]
mod tests;

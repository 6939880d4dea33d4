//! Whether the members of `ctx` and `api` exist, where they are named directly or through names that are
//! bound once.

mod shape;
mod table;

use oxc_ast::{
    AstKind,
    ast::{BindingPattern, Expression, ForStatementLeft, PropertyKey},
};
use oxc_semantic::NodeId;
use oxc_span::{GetSpan, Span};

use self::shape::{Looked, Shape};
use super::{Script, function::Callable, nearest::nearest};
use crate::{
    finding::{Findings, Severity},
    trigger::Trigger,
};

const RULE: &str = "unknown-member";

/// Deprecated members have a rule of their own.
const DEPRECATED: &str = "deprecated-member";

/// A walk along what is made of the parameters.
struct Walk<'a, 's, 'f> {
    script: &'s Script<'a, 's>,
    findings: &'f mut Findings,
    missing: Vec<Missing>,
    /// The script asks for a member that there is not: it knows of more than one trigger, and what it
    /// does with such members it may do elsewhere.
    asks: bool,
}

/// A member that there is not.
struct Missing {
    span: Span,
    message: String,
    help: String,
    /// Whether the action fails there, unless the script sees to it.
    is_needed: bool,
}

pub(super) fn check<'a>(script: &Script<'a, '_>, function: &Callable<'a>, findings: &mut Findings) {
    let triggers = match script.trigger {
        Some(trigger) => vec![trigger],
        None => Trigger::ALL.to_vec(),
    };
    let shapes = [
        triggers
            .iter()
            .map(|trigger| table::ctx(*trigger))
            .collect(),
        triggers
            .iter()
            .map(|trigger| table::api(*trigger))
            .collect(),
    ];
    let mut walk = Walk {
        script,
        findings,
        missing: Vec::new(),
        asks: false,
    };
    for (parameter, shape) in function.parameters.items.iter().zip(shapes) {
        walk.bind(&parameter.pattern, &Shape::any_of(shape));
    }
    walk.end();
}

// === impl Walk ===

impl<'a> Walk<'a, '_, '_> {
    /// Follows a name, or the names taken out of an object.
    fn bind(&mut self, pattern: &BindingPattern<'a>, shape: &Shape) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                let Some(symbol) = id.symbol_id.get() else {
                    return;
                };
                let scoping = self.script.semantic.scoping();
                if scoping.symbol_is_mutated(symbol)
                    || !scoping.symbol_redeclarations(symbol).is_empty()
                {
                    return;
                }
                let references: Vec<NodeId> = self
                    .script
                    .semantic
                    .symbol_references(symbol)
                    .map(|reference| reference.node_id())
                    .collect();
                for reference in references {
                    self.follow(reference, shape);
                }
            }
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    if let PropertyKey::StaticIdentifier(key) = &property.key
                        && let Some(shape) = self.step(shape, key.name.as_str(), key.span, None)
                    {
                        self.bind(&property.value, &shape);
                    }
                }
            }
            // its default may be anything
            BindingPattern::AssignmentPattern(_) | BindingPattern::ArrayPattern(_) => {}
        }
    }

    /// Follows a chain of members and calls from the name it starts with, and on from the names that
    /// it is bound to.
    fn follow(&mut self, start: NodeId, shape: &Shape) {
        let nodes = self.script.semantic.nodes();
        let mut shape = shape.clone();
        let mut at = start;
        loop {
            let here = nodes.kind(at).span();
            let parent = nodes.parent_id(at);
            let next = match nodes.kind(parent) {
                AstKind::ParenthesizedExpression(_) | AstKind::ChainExpression(_) => Some(shape),
                AstKind::StaticMemberExpression(member) if member.object.span() == here => {
                    let name = &member.property;
                    if self.is_assigned(parent) {
                        return;
                    }
                    self.step(&shape, name.name.as_str(), name.span, Some(parent))
                }
                AstKind::ComputedMemberExpression(member) if member.object.span() == here => {
                    match &member.expression {
                        Expression::StringLiteral(name) if !self.is_assigned(parent) => {
                            self.step(&shape, name.value.as_str(), name.span, Some(parent))
                        }
                        _ => shape.item(),
                    }
                }
                AstKind::CallExpression(call) if call.callee.span() == here => shape.result(),
                AstKind::VariableDeclarator(declarator) => {
                    return self.bind(&declarator.id, &shape);
                }
                AstKind::ForOfStatement(statement) if statement.right.span() == here => {
                    return self.bind_items(&statement.left, &shape);
                }
                _ => None,
            };
            let Some(next) = next else {
                return;
            };
            shape = next;
            at = parent;
        }
    }

    /// Follows the names that a loop binds to the items of a list.
    fn bind_items(&mut self, left: &ForStatementLeft<'a>, list: &Shape) {
        if let ForStatementLeft::VariableDeclaration(declaration) = left
            && let Some(item) = list.item()
        {
            for declarator in &declaration.declarations {
                self.bind(&declarator.id, &item);
            }
        }
    }

    /// The shape of a member; tells when there is none. `chain` is the expression that takes it.
    fn step(
        &mut self,
        shape: &Shape,
        name: &str,
        span: Span,
        chain: Option<NodeId>,
    ) -> Option<Shape> {
        match shape.member(name) {
            Looked::Unknown => None,
            Looked::Found(shape, instead) => {
                if let Some(instead) = instead {
                    let message = format!("`{name}` is deprecated.");
                    let help = Some(format!("Use {instead}."));
                    self.findings.warning(DEPRECATED, span, message, help);
                }
                Some(shape)
            }
            Looked::Missing(known) => {
                self.tell(name, span, chain, &known);
                None
            }
        }
    }

    /// Tells that a member is missing where others are `known`.
    fn tell(&mut self, name: &str, span: Span, chain: Option<NodeId>, known: &[&'static str]) {
        if self.script.mentions.names.contains(name) {
            return;
        }
        let object = chain.and_then(|chain| self.object_of(chain));
        let here = match object {
            Some(object) => format!("`{object}` has no `{name}`"),
            None => format!("There is no `{name}` here"),
        };
        let at = match self.script.trigger {
            Some(_) => " at this trigger.",
            None => " at any trigger.",
        };
        let message = format!("{here}{at}");
        let help = match nearest(name, known.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("There are {}.", known.join(", ")),
        };
        self.asks |= self.script.mentions.tested.contains(name);
        let fails = |chain| self.is_needed(chain) && !self.script.is_caught(chain);
        let is_needed = chain.is_some_and(fails);
        self.missing.push(Missing {
            span,
            message,
            help,
            is_needed,
        });
    }

    fn end(self) {
        for missing in self.missing {
            let severity = match missing.is_needed && !self.asks {
                true => Severity::Error,
                false => Severity::Warning,
            };
            let Missing {
                span,
                message,
                help,
                ..
            } = missing;
            self.findings
                .note(RULE, severity, span, message, Some(help));
        }
    }

    /// The text of what a member is taken of, if it is short.
    fn object_of(&self, chain: NodeId) -> Option<&str> {
        let object = match self.script.semantic.nodes().kind(chain) {
            AstKind::StaticMemberExpression(member) => member.object.span(),
            AstKind::ComputedMemberExpression(member) => member.object.span(),
            _ => return None,
        };
        let text = object.source_text(self.script.semantic.source_text());
        (text.len() <= 40 && !text.contains(char::is_whitespace)).then_some(text)
    }

    /// Whether a member is written to or deleted: that may be any.
    fn is_assigned(&self, member: NodeId) -> bool {
        let nodes = self.script.semantic.nodes();
        let here = nodes.kind(member).span();
        match nodes.parent_kind(member) {
            AstKind::AssignmentExpression(assignment) => assignment.left.span() == here,
            AstKind::UnaryExpression(unary) => unary.operator.is_delete(),
            _ => false,
        }
    }

    /// Whether something is made of a member that fails when it is undefined.
    fn is_needed(&self, member: NodeId) -> bool {
        let nodes = self.script.semantic.nodes();
        let here = nodes.kind(member).span();
        match nodes.parent_kind(member) {
            AstKind::CallExpression(call) => call.callee.span() == here && !call.optional,
            AstKind::StaticMemberExpression(outer) => !outer.optional,
            AstKind::ComputedMemberExpression(outer) => {
                outer.object.span() == here && !outer.optional
            }
            _ => false,
        }
    }
}

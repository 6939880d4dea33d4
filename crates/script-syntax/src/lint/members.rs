//! Whether the members of `ctx`, `api` and modules exist, where they are named directly or through names
//! that are bound once.

mod calls;
mod lists;
mod nulls;
mod paths;
mod shape;
mod table;

use oxc_ast::{
    AstKind,
    ast::{BindingPattern, Expression, ForStatementLeft, PropertyKey},
};
use oxc_semantic::{NodeId, SymbolId};
use oxc_span::{GetSpan, Span};

use self::{
    nulls::Nulls,
    paths::Root,
    shape::{Absence, Looked, Origin, Shape},
};
use super::{Script, function::Callable, modules, names::cut, nearest::nearest};
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
    /// The parameters, with what they are called.
    roots: Vec<Root<'a>>,
    missing: Vec<Missing>,
    nulls: Nulls,
    /// The script asks for a member that there is not: it knows of more than one trigger, and what it
    /// does with such members it may do elsewhere.
    asks: bool,
    /// It asks for one that there is, but not at every trigger: then it may use what others have.
    asks_for_others: bool,
}

/// A member that there is not.
struct Missing {
    span: Span,
    message: String,
    help: String,
    /// Whether the action fails there, unless the script sees to it.
    is_needed: bool,
    /// Whether another trigger has such a member.
    is_of_others: bool,
}

/// What a member that there is not is taken by.
#[derive(Clone, Copy)]
enum Taken<'a, 'p> {
    /// This expression.
    By(NodeId),
    /// A pattern, which binds it to another one.
    As(&'p BindingPattern<'a>),
}

/// `function`: the action's, if it is known.
pub(super) fn check<'a>(
    script: &Script<'a, '_>,
    function: Option<&Callable<'a>>,
    findings: &mut Findings,
) {
    let triggers = match script.trigger {
        Some(trigger) => vec![trigger],
        None => Trigger::ALL.to_vec(),
    };
    let ctx = triggers.iter().map(|trigger| table::ctx(*trigger));
    let api = triggers.iter().map(|trigger| table::api(*trigger));
    let shapes = [
        Shape::new(Origin::Ctx, ctx.collect()),
        Shape::new(Origin::Api, api.collect()),
    ];
    let parameters = function.map_or(&[][..], |function| &function.parameters.items);
    let parameters = parameters.iter().map(|parameter| &parameter.pattern);
    let parameters: Vec<_> = parameters.zip(shapes).collect();
    let mut looked_for = script.mentions.looked_for.iter();
    let mut walk = Walk {
        script,
        findings,
        roots: paths::roots(&parameters),
        missing: Vec::new(),
        nulls: Nulls::default(),
        asks: false,
        asks_for_others: looked_for.any(|name| table::is_of_some(name)),
    };
    for (pattern, shape) in parameters {
        walk.bind(pattern, &shape);
    }
    for (module, call) in modules::required(script) {
        if let Some(known) = table::module(module, script.profile) {
            walk.follow(call, &Shape::new(Origin::Module, vec![known]));
        }
    }
    walk.end();
}

// === impl Walk ===

impl<'a> Walk<'a, '_, '_> {
    /// Follows a name, or the names taken out of an object.
    fn bind(&mut self, pattern: &BindingPattern<'a>, shape: &Shape) {
        match pattern {
            BindingPattern::BindingIdentifier(_) => {
                for reference in self.references(pattern) {
                    self.follow(reference, shape);
                }
            }
            BindingPattern::ObjectPattern(pattern) => {
                for property in &pattern.properties {
                    if let PropertyKey::StaticIdentifier(key) = &property.key
                        && let Some(shape) = self.step(
                            shape,
                            key.name.as_str(),
                            key.span,
                            Taken::As(&property.value),
                        )
                    {
                        self.bind(&property.value, &shape);
                    }
                }
            }
            // its default may be anything
            BindingPattern::AssignmentPattern(_) | BindingPattern::ArrayPattern(_) => {}
        }
    }

    /// Follows a chain of members and calls from what it starts with, and on from the names that it is
    /// bound to.
    fn follow(&mut self, start: NodeId, shape: &Shape) {
        let nodes = self.script.semantic.nodes();
        let mut shape = shape.clone();
        let mut at = start;
        loop {
            let here = nodes.kind(at).span();
            let mut parent = nodes.parent_id(at);
            if let Some(name) = shape.or_null {
                self.nulls.note(self.script, name, at);
            }
            let next = match nodes.kind(parent) {
                AstKind::ParenthesizedExpression(_) | AstKind::ChainExpression(_) => Some(shape),
                AstKind::StaticMemberExpression(member) if member.object.span() == here => {
                    let name = &member.property;
                    if self.is_assigned(parent) {
                        return;
                    }
                    match self.call_on_list(parent, name.name.as_str(), &shape) {
                        Some((call, result)) => {
                            parent = call;
                            result
                        }
                        None => {
                            let taken = Taken::By(parent);
                            self.step(&shape, name.name.as_str(), name.span, taken)
                        }
                    }
                }
                AstKind::ComputedMemberExpression(member) if member.object.span() == here => {
                    match &member.expression {
                        Expression::StringLiteral(name) if !self.is_assigned(parent) => {
                            let taken = Taken::By(parent);
                            self.step(&shape, name.value.as_str(), name.span, taken)
                        }
                        _ => shape.item(),
                    }
                }
                AstKind::CallExpression(call) if call.callee.span() == here => {
                    self.ending(parent, &call.callee, &shape);
                    shape.result()
                }
                AstKind::CallExpression(call) => return self.not_called(call, at, &shape),
                AstKind::VariableDeclarator(_) if shape.is_copy => return,
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

    /// The shape of a member; tells when there is none.
    fn step(
        &mut self,
        shape: &Shape,
        name: &str,
        span: Span,
        taken: Taken<'a, '_>,
    ) -> Option<Shape> {
        match shape.member(name) {
            Looked::Unknown => None,
            Looked::Found(shape, instead) => {
                if let Some(instead) = instead {
                    let message = format!("`{name}` is deprecated.");
                    let help = Some(format!("Use {instead}."));
                    self.findings.warning(DEPRECATED, span, message, help);
                }
                let is_tested = self.script.mentions.tested.contains(name);
                if is_tested && !self.asks_for_others && shape.origin != Origin::Module {
                    self.asks_for_others = table::is_of_some(name);
                }
                Some(shape)
            }
            Looked::Missing(absence) => {
                self.tell(name, span, taken, &absence, shape.origin);
                None
            }
        }
    }

    /// Tells that a member is missing.
    fn tell(
        &mut self,
        name: &str,
        span: Span,
        taken: Taken<'a, '_>,
        absence: &Absence,
        origin: Origin,
    ) {
        if self.script.mentions.names.contains(name) {
            return;
        }
        let object = match taken {
            Taken::By(chain) => self.object_of(chain),
            Taken::As(_) => None,
        };
        let shown = cut(name);
        let here = match object {
            Some(object) => format!("`{object}` has no `{shown}`"),
            None => format!("There is no `{shown}` here"),
        };
        let at = match self.script.trigger {
            _ if !absence.is_of_trigger => ".",
            Some(_) => " at this trigger.",
            None => " at any trigger.",
        };
        let message = format!("{here}{at}");
        let nearest = nearest(name, absence.others.iter().copied());
        let help = match (absence.help, nearest) {
            (Some(help), _) => String::from(help),
            (None, Some(meant)) => format!("Did you mean `{meant}`?"),
            (None, None) => match paths::to(&self.roots, name, origin) {
                Some(path) if absence.is_of_trigger => format!("Did you mean `{path}`?"),
                _ => format!("There are {}.", absence.others.join(", ")),
            },
        };
        self.asks |= absence.is_of_trigger && self.script.mentions.tested.contains(name);
        let is_needed = absence.is_of_trigger
            && match taken {
                Taken::By(chain) => match self.script.semantic.nodes().parent_kind(chain) {
                    AstKind::VariableDeclarator(declarator) => self.fails_as(&declarator.id),
                    _ => self.fails_at(chain),
                },
                Taken::As(pattern) => self.fails_as(pattern),
            };
        self.missing.push(Missing {
            span,
            message,
            help,
            is_needed,
            is_of_others: is_needed && table::is_of_any(name),
        });
    }

    /// Whether the action fails where an expression is undefined, and nothing sees to it.
    fn fails_at(&self, undefined: NodeId) -> bool {
        self.is_needed(undefined) && !self.script.is_caught(undefined)
    }

    /// Whether the action fails wherever the name is used that undefined is bound to.
    fn fails_as(&self, pattern: &BindingPattern<'a>) -> bool {
        let references = self.references(pattern);
        !references.is_empty()
            && references
                .into_iter()
                .all(|reference| self.fails_at(reference))
    }

    /// Where a name is used that is bound once.
    fn references(&self, pattern: &BindingPattern<'a>) -> Vec<NodeId> {
        let semantic = self.script.semantic;
        let scoping = semantic.scoping();
        let BindingPattern::BindingIdentifier(id) = pattern else {
            return Vec::new();
        };
        let is_bound_once = |symbol: &SymbolId| {
            !scoping.symbol_is_mutated(*symbol) && scoping.symbol_redeclarations(*symbol).is_empty()
        };
        let symbol = id.symbol_id.get().filter(is_bound_once);
        let references = symbol.map(|symbol| semantic.symbol_references(symbol));
        let references = references.into_iter().flatten();
        references.map(|reference| reference.node_id()).collect()
    }

    fn end(self) {
        self.nulls.tell(self.findings);
        for missing in self.missing {
            let is_seen_to = self.asks || self.asks_for_others && missing.is_of_others;
            let severity = match missing.is_needed && !is_seen_to {
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

//! Functions declared in a block and used outside of it.
//!
//! In sloppy mode such a function becomes a variable of the function around, too. In the old
//! engine it does not.

use std::collections::{HashMap, HashSet};

use oxc_ast::{AstKind, ast::Program};
use oxc_ast_visit::Visit;
use oxc_span::{GetSpan, Span};

/// A walk that looks for them by name.
#[derive(Default)]
struct Walk<'a> {
    /// The blocks being inside of; `None` for the top of a function, where declaring is fine.
    around: Vec<Option<Span>>,
    /// The blocks in which a function of the name is declared.
    declared: HashMap<&'a str, Vec<Span>>,
    /// Names that something else is called, too.
    otherwise: HashSet<&'a str>,
    used: Vec<(&'a str, Span)>,
}

/// Each place where a function is used outside of its block.
pub(super) fn used_outside(program: &Program<'_>) -> Vec<(Span, String)> {
    let mut walk = Walk::default();
    walk.visit_program(program);
    let outside = walk.used.iter().filter(|(name, place)| {
        let is_outside = |blocks: &Vec<Span>| !blocks.iter().any(|block| contains(block, place));
        walk.declared.get(name).is_some_and(is_outside) && !walk.otherwise.contains(name)
    });
    let warnings = outside.map(|(name, place)| {
        let text = format!(
            "In the old engine the function `{name}` is not visible here, outside of the block \
             it is declared in."
        );
        (*place, text)
    });
    warnings.collect()
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::Function(function) => {
                let block = self.around.last().copied().flatten();
                match (&function.id, block) {
                    (Some(id), Some(block)) if function.is_declaration() => {
                        self.declared
                            .entry(id.name.as_str())
                            .or_default()
                            .push(block);
                    }
                    (Some(id), _) => {
                        self.otherwise.insert(id.name.as_str());
                    }
                    _ => {}
                }
                self.around.push(None);
            }
            AstKind::ArrowFunctionExpression(_) | AstKind::StaticBlock(_) => self.around.push(None),
            AstKind::BlockStatement(_) | AstKind::SwitchStatement(_) => {
                self.around.push(Some(node.span()));
            }
            AstKind::VariableDeclarator(declarator) => {
                let names = declarator.id.get_binding_identifiers();
                let names = names.into_iter().map(|id| id.name.as_str());
                self.otherwise.extend(names);
            }
            AstKind::FormalParameter(parameter) => {
                let names = parameter.pattern.get_binding_identifiers();
                self.otherwise
                    .extend(names.into_iter().map(|id| id.name.as_str()));
            }
            AstKind::IdentifierReference(id) => self.used.push((id.name.as_str(), id.span)),
            _ => {}
        }
    }

    fn leave_node(&mut self, node: AstKind<'a>) {
        if matches!(
            node,
            AstKind::Function(_)
                | AstKind::ArrowFunctionExpression(_)
                | AstKind::StaticBlock(_)
                | AstKind::BlockStatement(_)
                | AstKind::SwitchStatement(_)
        ) {
            self.around.pop();
        }
    }
}

fn contains(block: &Span, place: &Span) -> bool {
    block.start <= place.start && place.end <= block.end
}

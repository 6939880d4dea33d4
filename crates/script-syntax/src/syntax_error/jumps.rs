//! `break` and `continue` that lead nowhere, and labels that are there already.

use oxc_ast::{
    AstKind,
    ast::{LabelIdentifier, Program},
};
use oxc_ast_visit::Visit;

use super::{special::PARSER, wording::Said};

/// What a jump can lead out of, or not.
enum Around<'a> {
    Function,
    Loop,
    Switch,
    Label(&'a str),
}

/// A walk that collects them.
#[derive(Default)]
struct Walk<'a> {
    /// Outermost first.
    around: Vec<Around<'a>>,
    found: Vec<Said>,
}

/// All of a script, in the order they are written.
pub(super) fn illegal<'a>(program: &Program<'a>) -> Vec<Said> {
    let mut walk = Walk::default();
    walk.visit_program(program);
    walk.found
}

/// What can be jumped out of.
fn around<'a>(node: AstKind<'a>) -> Option<Around<'a>> {
    match node {
        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_) | AstKind::StaticBlock(_) => {
            Some(Around::Function)
        }
        AstKind::DoWhileStatement(_)
        | AstKind::ForInStatement(_)
        | AstKind::ForOfStatement(_)
        | AstKind::ForStatement(_)
        | AstKind::WhileStatement(_) => Some(Around::Loop),
        AstKind::SwitchStatement(_) => Some(Around::Switch),
        AstKind::LabeledStatement(it) => Some(Around::Label(it.label.name.as_str())),
        _ => None,
    }
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk<'a> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        match node {
            AstKind::BreakStatement(it) => self.check(it.label.as_ref(), true, it.span.start),
            AstKind::ContinueStatement(it) => self.check(it.label.as_ref(), false, it.span.start),
            AstKind::LabeledStatement(it) if self.has(it.label.name.as_str()) => {
                let message = format!("Label '{}' already exists", it.label.name);
                self.note(&message, it.span.start);
            }
            _ => {}
        }
        self.around.extend(around(node));
    }

    fn leave_node(&mut self, node: AstKind<'a>) {
        if around(node).is_some() {
            self.around.pop();
        }
    }
}

impl<'a> Walk<'a> {
    /// What stands around in the same function, innermost first.
    fn reachable(&self) -> impl Iterator<Item = &Around<'a>> {
        let around = self.around.iter().rev();
        around.take_while(|it| !matches!(it, Around::Function))
    }

    fn has(&self, label: &str) -> bool {
        self.reachable()
            .any(|it| matches!(it, Around::Label(it) if *it == label))
    }

    fn check(&mut self, label: Option<&LabelIdentifier<'a>>, is_break: bool, start: u32) {
        if let Some(label) = label.filter(|label| !self.has(label.name.as_str())) {
            return self.note(&format!("Undefined label '{}'", label.name), start);
        }
        let leads_out = |it: &Around<'_>| match it {
            Around::Loop => true,
            Around::Switch => is_break,
            Around::Label(_) => is_break && label.is_some(),
            Around::Function => false,
        };
        if !self.reachable().any(leads_out) {
            let message = if is_break {
                "Illegal break statement"
            } else {
                "Illegal continue statement"
            };
            self.note(message, start);
        }
    }

    fn note(&mut self, message: &str, offset: u32) {
        self.found.push(Said::alone(message, offset, PARSER));
    }
}

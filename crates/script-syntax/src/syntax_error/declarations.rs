//! Which of two declarations of a name the old engine refused.
//!
//! It collects the variables of a function before it looks at its other names, and those of a
//! block before the variables in it.

use std::collections::HashMap;

use oxc_ast::{
    AstKind,
    ast::{BindingIdentifier, Function, Program, VariableDeclarationKind},
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::ScopeFlags;

/// The names that a script declares.
#[derive(Default)]
pub(super) struct Declarations {
    /// How each is declared, by its offset.
    kinds: HashMap<u32, Kind>,
    /// Declarations around the place where the walk has come to, outermost first.
    around: Vec<Around>,
}

/// How a name is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By `var`, or as a function outside of blocks.
    Variable,
    Parameter,
    /// By all else, in a function or in a block of it.
    Lexical {
        in_block: bool,
    },
}

/// What says how a name is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Function,
    Parameters,
    Variables,
    Lexical,
    Block,
}

// === impl Declarations ===

impl Declarations {
    pub(super) fn of(program: &Program<'_>) -> Self {
        let mut declarations = Self::default();
        declarations.visit_program(program);
        declarations
    }

    /// What is said of two declarations of a name, and where.
    pub(super) fn conflict(&self, name: &str, first: u32, second: u32) -> (String, u32) {
        let kind = |offset| self.kinds.get(&offset).copied();
        let message = match (kind(first), kind(second)) {
            (Some(Kind::Parameter), Some(Kind::Parameter)) => {
                String::from("Duplicate parameter name not allowed in this context")
            }
            // not the name of a variable, but of a property
            (None, None) if name == "__proto__" => {
                String::from("Duplicate __proto__ fields are not allowed in object literals")
            }
            _ => format!("Identifier '{name}' has already been declared"),
        };
        let offset = match (kind(first), kind(second)) {
            (Some(Kind::Lexical { in_block: false }), Some(Kind::Variable))
            | (Some(Kind::Variable), Some(Kind::Lexical { in_block: true })) => first,
            _ => second,
        };
        (message, offset)
    }

    /// How a name is declared that stands here.
    fn kind(&self) -> Kind {
        match self.around.last() {
            Some(Around::Variables) => Kind::Variable,
            Some(Around::Parameters) => Kind::Parameter,
            _ => Kind::Lexical {
                in_block: self.is_in_block(),
            },
        }
    }

    fn is_in_block(&self) -> bool {
        let mut around = self.around.iter().rev();
        let scope = around.find(|it| matches!(it, Around::Function | Around::Block));
        scope == Some(&Around::Block)
    }
}

fn around(node: AstKind<'_>) -> Option<Around> {
    match node {
        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_) | AstKind::StaticBlock(_) => {
            Some(Around::Function)
        }
        AstKind::FormalParameters(_) => Some(Around::Parameters),
        AstKind::VariableDeclaration(it) if it.kind == VariableDeclarationKind::Var => {
            Some(Around::Variables)
        }
        AstKind::VariableDeclaration(_) => Some(Around::Lexical),
        AstKind::BlockStatement(_)
        | AstKind::CatchClause(_)
        | AstKind::ForInStatement(_)
        | AstKind::ForOfStatement(_)
        | AstKind::ForStatement(_)
        | AstKind::SwitchStatement(_) => Some(Around::Block),
        _ => None,
    }
}

impl<'a> Visit<'a> for Declarations {
    fn enter_node(&mut self, node: AstKind<'a>) {
        self.around.extend(around(node));
    }

    fn leave_node(&mut self, node: AstKind<'a>) {
        if around(node).is_some() {
            self.around.pop();
        }
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        let kind = self.kind();
        self.kinds.insert(it.span.start, kind);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        walk::walk_function(self, it, flags);
        let Some(name) = &it.id else {
            return;
        };
        let kind = if self.is_in_block() {
            Kind::Lexical { in_block: true }
        } else {
            Kind::Variable
        };
        self.kinds.insert(name.span.start, kind);
    }
}

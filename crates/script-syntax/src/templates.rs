//! Whether a script calls functions with templates, as in `` tag`text` ``.

use oxc_ast::{AstKind, ast::Program};
use oxc_ast_visit::Visit;

#[derive(Default)]
struct Walk {
    found: bool,
}

/// Whether it does anywhere.
pub(crate) fn are_tagged(program: &Program<'_>) -> bool {
    let mut walk = Walk::default();
    walk.visit_program(program);
    walk.found
}

// === impl Walk ===

impl<'a> Visit<'a> for Walk {
    fn enter_node(&mut self, node: AstKind<'a>) {
        self.found |= matches!(node, AstKind::TaggedTemplateExpression(_));
    }
}

//! Scripts that were looked at before.
//!
//! What is kept depends on the text alone, so it passes nothing from one run to another.

use std::{cell::OnceCell, rc::Rc, sync::Arc};

use portcullis_quickjs::Program;
use portcullis_script_syntax::{Prepared, SyntaxError, early_error, prepare_on};

/// Scripts that are kept, and bytes of their texts. What is made of a text takes some times as much.
const SCRIPTS_MAX: usize = 32;
const BYTES_MAX: usize = 256 << 10;

/// The last scripts, the latest at the end.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    known: Vec<Rc<Script>>,
}

/// A script, and what is known without running it.
#[derive(Debug)]
pub(crate) struct Script {
    text: Arc<str>,
    /// None when it cannot be parsed.
    pub(crate) prepared: Option<Prepared>,
    /// Why the old engine refuses it, where parsing tells.
    refused: Option<SyntaxError>,
    /// What the engine made of it when it first ran.
    pub(crate) program: OnceCell<Program>,
}

// === impl Scripts ===

impl Scripts {
    /// The script of a text; one that is new is parsed on the stack that is `left`.
    pub(crate) fn get(&mut self, text: &Arc<str>, mark: &str, left: usize) -> Rc<Script> {
        let found = self.known.iter().position(|it| it.text == *text);
        let script = match found {
            Some(at) => self.known.remove(at),
            None => Rc::new(Script::new(Arc::clone(text), mark, left)),
        };
        self.known.push(Rc::clone(&script));
        self.forget();
        script
    }

    /// Keeps the latest only.
    fn forget(&mut self) {
        let mut bytes = 0;
        let sizes = self.known.iter().rev().map(|it| it.text.len());
        let kept = sizes.take(SCRIPTS_MAX).take_while(|size| {
            bytes += size;
            bytes <= BYTES_MAX
        });
        let kept = kept.count();
        let forgotten = self.known.len() - kept;
        self.known.drain(..forgotten);
    }
}

// === impl Script ===

impl Script {
    fn new(text: Arc<str>, mark: &str, left: usize) -> Self {
        let (prepared, refused) = match prepare_on(&text, mark, left) {
            Ok(prepared) => (Some(prepared), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            text,
            prepared,
            refused,
            program: OnceCell::new(),
        }
    }

    /// The text to evaluate.
    pub(crate) fn source(&self) -> &str {
        self.prepared.as_ref().map_or(&self.text, |it| &it.source)
    }

    /// Why the old engine refuses what the engine has refused, if that is known; looking for it may
    /// take the stack that is `left`.
    pub(crate) fn refusal(&self, left: usize) -> Option<SyntaxError> {
        let refused = self.refused.clone();
        refused.or_else(|| early_error(&self.text, left))
    }

    /// Whether nothing shows that it was compiled before.
    pub(crate) fn may_be_compiled(&self) -> bool {
        self.prepared.as_ref().is_some_and(|it| !it.tags_templates)
    }

    /// Whether it may bind global names that are no members of the global object.
    pub(crate) fn binds_lexically(&self) -> bool {
        self.prepared.as_ref().is_none_or(|it| it.binds_lexically)
    }

    /// What the old engine would have done differently.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let warnings = self.prepared.iter().flat_map(|it| &it.warnings);
        let warnings = warnings.map(|it| format!("{}:{}: {}", it.line, it.column, it.text));
        warnings.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for texts of these sizes, one after the other; so many are kept.
    #[track_caller]
    fn check(sizes: &[usize], kept: usize) {
        let mut scripts = Scripts::default();
        for size in sizes {
            let text = " ".repeat(*size).into();
            let script = scripts.get(&text, "M", 1 << 20);
            assert_eq!(script.source(), &*text);
        }
        assert_eq!(scripts.known.len(), kept, "{sizes:?}");
    }

    #[test]
    fn the_latest_are_kept() {
        check(&[1, 2, 1], 2);
        check(&(0..SCRIPTS_MAX + 9).collect::<Vec<_>>(), SCRIPTS_MAX);
        check(&[1, 2, BYTES_MAX - 2], 2);
        check(&[1, BYTES_MAX + 1], 0);
    }

    #[test]
    fn a_text_is_looked_at_once() {
        let mut scripts = Scripts::default();
        let mut get = |text: &str| scripts.get(&text.into(), "M", 1 << 20);
        let first = get("throw 1;");
        assert_eq!(first.source(), "throw M(0,1);");
        get("throw 2;");
        assert!(Rc::ptr_eq(&first, &get("throw 1;")));
    }
}

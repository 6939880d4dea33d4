//! Names that nothing declares: globals of other engines, and slips of the pen.
//!
//! A script may bind names where nobody sees it. So whatever the script tests for, assigns as a member
//! of anything, or could have copied, is taken to be there.

mod known;

use oxc_semantic::Reference;
use oxc_span::GetSpan;

use super::{Script, names::cut, nearest::nearest};
use crate::finding::{Findings, Severity};

const MISSING: &str = "missing-global";
const UNDECLARED: &str = "undeclared-name";

/// Names of the script that may be meant by another one.
const CANDIDATES_MAX: usize = 200;
/// Names for which the one that is meant is looked for.
const HELPED_MAX: usize = 100;
/// Of shorter names too many are near.
const HELPED_LENGTH_MIN: usize = 3;

pub(super) fn check(script: &Script<'_, '_>, findings: &mut Findings) {
    if script.mentions.is_open {
        return;
    }
    let scoping = script.semantic.scoping();
    let mut helped = 0;
    for (name, references) in scoping.root_unresolved_references() {
        let name = name.as_str();
        if known::is_known(name, script.profile) || script.mentions.names.contains(name) {
            continue;
        }
        let references: Vec<&Reference> = references
            .iter()
            .map(|reference| scoping.get_reference(*reference))
            .collect();
        if references.iter().any(|reference| reference.is_write()) {
            continue;
        }
        let (rule, message, help) = match known::instead_of(name) {
            Some(instead) => {
                let message = format!("Actions have no global `{name}`.");
                (MISSING, message, Some(String::from(instead)))
            }
            None => {
                helped += 1;
                let meant = meant(script, name).filter(|_| helped <= HELPED_MAX);
                let help = meant.map(|meant| format!("Did you mean `{}`?", cut(meant)));
                let message = format!("`{}` is declared nowhere, and no global.", cut(name));
                (UNDECLARED, message, help)
            }
        };
        for reference in references {
            let node = reference.node_id();
            let span = script.semantic.nodes().kind(node).span();
            let severity = match script.is_caught(node) {
                true => Severity::Warning,
                false => Severity::Error,
            };
            findings.note(rule, severity, span, message.clone(), help.clone());
        }
    }
}

/// The name that was probably meant, one of the script's own or a global.
fn meant<'s>(script: &'s Script<'_, '_>, name: &str) -> Option<&'s str> {
    if name.chars().count() < HELPED_LENGTH_MIN {
        return None;
    }
    let own = script.semantic.scoping().symbol_names();
    nearest(name, own.take(CANDIDATES_MAX).chain(known::all()))
}

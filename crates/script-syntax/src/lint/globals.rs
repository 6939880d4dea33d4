//! Globals that other engines have and actions do not.

use oxc_ast::AstKind;
use oxc_semantic::Reference;
use oxc_span::GetSpan;

use super::Script;
use crate::finding::Findings;

const RULE: &str = "missing-global";

/// Names, and what to use instead.
#[rustfmt::skip]
const MISSING: &[(&str, &str)] = &[
    ("AbortController", "A fetch ends with the action's time."),
    ("Atomics", "Nothing runs beside an action."),
    ("Buffer", "Arrays of numbers and Uint8Array hold bytes."),
    ("FinalizationRegistry", "Nothing outlives an action."),
    ("Intl", "Numbers and dates are formatted by hand."),
    ("SharedArrayBuffer", "Nothing runs beside an action; use ArrayBuffer."),
    ("TextDecoder", "`decodeURIComponent` decodes UTF-8 that is percent-encoded."),
    ("TextEncoder", "`encodeURIComponent` encodes as UTF-8, percent-encoded."),
    ("URL", "Take addresses apart by a regular expression."),
    ("URLSearchParams", "Join parameters by `encodeURIComponent`."),
    ("WeakRef", "Nothing outlives an action."),
    ("WebAssembly", "Actions are JavaScript only."),
    ("XMLHttpRequest", "Use `require('zitadel/http').fetch(url, options)`."),
    ("__dirname", "Actions have no files."),
    ("__filename", "Actions have no files."),
    ("alert", "Use `require('zitadel/log').log(text)`."),
    ("atob", "Decode base64 by hand."),
    ("btoa", "Encode base64 by hand."),
    ("clearInterval", "There are no timers."),
    ("clearTimeout", "There are no timers."),
    ("console", "Use `const log = require('zitadel/log')`, or `require('console')`."),
    ("crypto", "`require('zitadel/uuid').v4()` makes random ids."),
    ("document", "Actions run on the server."),
    ("exports", "Declare the function at the top of the script; nothing is exported."),
    ("fetch", "Use `require('zitadel/http').fetch(url, options)`; it answers at once, without a promise."),
    ("global", "Use `globalThis`."),
    ("localStorage", "Nothing outlives an action; keep data as metadata of the user."),
    ("module", "Declare the function at the top of the script; nothing is exported."),
    ("performance", "Use `Date.now()`."),
    ("process", "Actions see neither environment nor arguments; use `require('portcullis/secrets')`."),
    ("queueMicrotask", "Use `Promise.resolve().then(…)`."),
    ("self", "Use `globalThis`."),
    ("setImmediate", "There are no timers."),
    ("setInterval", "There are no timers."),
    ("setTimeout", "There are no timers."),
    ("structuredClone", "Use `JSON.parse(JSON.stringify(value))`."),
    ("window", "Use `globalThis`."),
];

pub(super) fn check(script: &Script<'_, '_>, findings: &mut Findings) {
    let scoping = script.semantic.scoping();
    for (name, references) in scoping.root_unresolved_references() {
        let name = name.as_str();
        let Ok(index) = MISSING.binary_search_by_key(&name, |row| row.0) else {
            continue;
        };
        let help = MISSING.get(index).map(|row| String::from(row.1));
        let references: Vec<&Reference> = references
            .iter()
            .map(|reference| scoping.get_reference(*reference))
            .collect();
        if references.iter().any(|reference| reference.is_write()) {
            continue;
        }
        for reference in references {
            let nodes = script.semantic.nodes();
            let is_test = matches!(nodes.parent_kind(reference.node_id()),
                AstKind::UnaryExpression(unary) if unary.operator.is_typeof());
            if !is_test {
                let span = nodes.kind(reference.node_id()).span();
                let message = format!("Actions have no global `{name}`.");
                findings.error(RULE, span, message, help.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted() {
        assert!(super::MISSING.is_sorted_by_key(|row| row.0));
    }
}

//! What is known of the names of globals.

use portcullis_core::script::Profile;

/// Globals that other engines have and actions do not, and names that people expect to be there:
/// with what to use instead.
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
    ("api", "Only the action's function gets it: hand it over to functions that need it."),
    ("atob", "Decode base64 by hand."),
    ("btoa", "Encode base64 by hand."),
    ("clearInterval", "There are no timers."),
    ("clearTimeout", "There are no timers."),
    ("console", "Use `const log = require('zitadel/log')`, or `require('console')`."),
    ("crypto", "`require('zitadel/uuid').v4()` makes random ids."),
    ("ctx", "Only the action's function gets it: hand it over to functions that need it."),
    ("document", "Actions run on the server."),
    ("exports", "Declare the function at the top of the script; nothing is exported."),
    ("fetch", "Use `require('zitadel/http').fetch(url, options)`; it answers at once, without a promise."),
    ("global", "Use `globalThis`."),
    ("http", "Use `const http = require('zitadel/http')`."),
    ("localStorage", "Nothing outlives an action; keep data as metadata of the user."),
    ("log", "Use `const log = require('zitadel/log')`."),
    ("logger", "Use `const logger = require('zitadel/log')`."),
    ("module", "Declare the function at the top of the script; nothing is exported."),
    ("performance", "Use `Date.now()`."),
    ("process", "Actions see neither environment nor arguments; use `require('portcullis/secrets')`."),
    ("queueMicrotask", "Use `Promise.resolve().then(…)`."),
    ("self", "Use `globalThis`."),
    ("setImmediate", "There are no timers."),
    ("setInterval", "There are no timers."),
    ("setTimeout", "There are no timers."),
    ("structuredClone", "Use `JSON.parse(JSON.stringify(value))`."),
    ("uuid", "Use `const uuid = require('zitadel/uuid')`."),
    ("window", "Use `globalThis`."),
];

/// Globals that actions have, with those of the lenient profile alone, and what every function has.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "AggregateError", "Array", "ArrayBuffer", "AsyncDisposableStack", "BigInt", "BigInt64Array",
    "BigUint64Array", "Boolean", "DOMException", "DataView", "Date", "DisposableStack", "Error",
    "EvalError", "Float16Array", "Float32Array", "Float64Array", "Function", "GoError", "Infinity",
    "Int16Array", "Int32Array", "Int8Array", "InternalError", "Iterator", "JSON", "Map", "Math",
    "NaN", "Number", "Object", "Promise", "Proxy", "RangeError", "ReferenceError", "Reflect",
    "RegExp", "Set", "String", "SuppressedError", "Symbol", "SyntaxError", "TypeError", "URIError",
    "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakSet",
    "arguments", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape",
    "eval", "globalThis", "isFinite", "isNaN", "parseFloat", "parseInt", "require", "undefined",
    "unescape",
];

/// Those of [`MISSING`] that the lenient profile has.
#[rustfmt::skip]
const LENIENT: &[&str] = &[
    "Atomics", "FinalizationRegistry", "SharedArrayBuffer", "TextDecoder", "TextEncoder", "URL",
    "URLSearchParams", "WeakRef", "atob", "btoa", "clearTimeout", "console", "performance",
    "queueMicrotask", "setTimeout",
];

/// What to use instead of a global that is known to be missing.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    let index = MISSING.binary_search_by_key(&name, |row| row.0).ok()?;
    MISSING.get(index).map(|row| row.1)
}

/// Whether actions have a global. What only the lenient profile has is missed in the other one where there
/// is something to use instead.
pub(super) fn is_known(name: &str, profile: Profile) -> bool {
    let is_lenient = profile == Profile::Lenient;
    KNOWN.binary_search(&name).is_ok() || is_lenient && LENIENT.binary_search(&name).is_ok()
}

/// The globals that actions have.
pub(super) fn all<'k>() -> impl Iterator<Item = &'k str> {
    KNOWN.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(MISSING.is_sorted_by_key(|row| row.0));
        assert!(KNOWN.is_sorted());
        assert!(LENIENT.is_sorted());
        assert!(!MISSING.iter().any(|row| is_known(row.0, Profile::Goja)));
        assert!(LENIENT.iter().all(|name| instead_of(name).is_some()));
    }
}

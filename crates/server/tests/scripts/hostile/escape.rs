//! Scripts that look for a way out, or for what another run left.

use portcullis_core::script::ScriptErrorKind::Exception;

use super::{Case, LONG, check_all};
use crate::setting::{action, failure, run, silence, worker};

/// The same worker runs what follows, and finds nothing of it.
#[test]
fn nothing_is_left_behind() {
    let cases = [
        "globalThis.left = ctx",
        "left = 1; this.left2 = 2",
        "Object.prototype.left = 1",
        "({}).__proto__.left = ctx; [].__proto__.left = api",
        "Object.prototype[Symbol.iterator] = function () {}",
        "Function.prototype.left = 1; Function.prototype.call = function () { return 2 }",
        "Array.prototype.push = function () { return 7 }; Array.prototype.left = 1",
        "JSON.stringify = function () { return 'mine' }; JSON.parse = null",
        "Object.defineProperty(Object.prototype, 'toJSON', { value: function () { return 1 } })",
        "String.prototype.concat = String = function () { return 'mine' }",
        "Promise.prototype.then = function () {}; Promise.resolve = null",
        "Object.keys = function () { return ['left'] }; Reflect.ownKeys = Object.keys",
        "require('zitadel/log').left = 1; require = null",
        "ctx.left = 1; ctx.v1.left = 1; api.left = 1; ctx.__proto__.left = 1",
        "ctx.__proto__.__proto__ = null; Object.setPrototypeOf(Array.prototype, null)",
        "api.v1.claims.setClaim.left = 1; api.v1.claims.setClaim.__proto__.left = 1",
        "eval('var left = 1'); (0, eval)('var left = 2; function left3() {}')",
        "Function('left = 1')(); Function('return this')().left = 2",
        "Object.freeze(Object.prototype); Object.freeze(globalThis)",
        "Symbol.for('left'); Object.prototype[Symbol.for('left')] = 1",
        "Promise.resolve().then(function () { globalThis.left = 1 })",
        "for (var key of Reflect.ownKeys(globalThis)) try { globalThis[key] = undefined } catch (e) {}",
        "Error.prepareStackTrace = function (e, frames) { left = frames; return 1 }; try { null.x } catch (e) { e.stack }",
        "Object.getOwnPropertyNames(Array.prototype).forEach(function (k) { delete Array.prototype[k] })",
        "delete ctx.v1; delete api.v1; delete globalThis.Object; delete globalThis.JSON",
    ];
    check_all(&cases.map(|body| Case::ending(body, &[])));
    let failing = [
        "Object.prototype.left = 1; throw new Error('x')",
        "Error.prototype.toString = function () { return globalThis.left = 'x' }; null.x",
        "throw new Proxy({}, { get: function () { left = 1; throw left } })",
    ];
    check_all(&failing.map(|body| Case::ending(body, &[Exception])));
}

/// Each is what a script's expression gives.
#[test]
fn there_is_no_way_out() {
    let worker = &mut worker();
    for (expression, expected) in [
        (
            "typeof std + typeof os + typeof bjson",
            "undefinedundefinedundefined",
        ),
        (
            "typeof print + typeof scriptArgs + typeof load",
            "undefinedundefinedundefined",
        ),
        (
            "typeof process + typeof module + typeof Worker",
            "undefinedundefinedundefined",
        ),
        ("typeof Function('return this')().process", "undefined"),
        ("typeof (0, eval)('this').std", "undefined"),
        (
            "ctx.constructor.constructor('return typeof os')()",
            "undefined",
        ),
        (
            "[].constructor.constructor('return typeof os')()",
            "undefined",
        ),
        (
            "api.v1.claims.setClaim.constructor('return typeof os')()",
            "undefined",
        ),
        (
            "(async () => {}).constructor('return typeof os') instanceof Function",
            "true",
        ),
        (
            "(function* () {}).constructor('yield typeof os')().next().value",
            "undefined",
        ),
        (
            "Reflect.construct(Function, ['return typeof os'])()",
            "undefined",
        ),
        (
            "typeof (() => { try { return Function('return import.meta')() } catch (e) { return e.name } })()",
            "string",
        ),
        (
            "(() => { try { require('os') } catch (e) { return 'refused' } })()",
            "refused",
        ),
        (
            "(() => { try { require('/etc/passwd') } catch (e) { return 'refused' } })()",
            "refused",
        ),
        (
            "(() => { try { require('../../etc/passwd') } catch (e) { return 'refused' } })()",
            "refused",
        ),
        (
            "(() => { try { require('__proto__') } catch (e) { return 'refused' } })()",
            "refused",
        ),
        (
            "Object.keys(globalThis).filter(k => /native|host|prelude/.test(k)).length",
            "0",
        ),
        (
            "typeof globalThis.native + typeof globalThis.host",
            "undefinedundefined",
        ),
    ] {
        let script =
            format!("function f(ctx, api) {{ api.v1.claims.setClaim('a', String({expression})) }}");
        let result = run(worker, vec![action(&script, LONG)], silence());
        assert_eq!(failure(&result.results[0]), None, "{expression}");
        let claims = result.final_claims_json.unwrap();
        assert_eq!(claims, format!("{{\"a\":\"{expected}\"}}"), "{expression}");
    }
}

/// There is no module to import, however it is asked for.
#[test]
fn nothing_is_imported() {
    let worker = &mut worker();
    for script in [
        "import 'os'; function f() {}",
        "export function f() {}",
        "var f = function () { return eval(\"import('os')\") }",
        "async function f() { await Function(\"return import('std')\")() }",
    ] {
        let result = run(worker, vec![action(script, LONG)], silence());
        assert!(failure(&result.results[0]).is_some(), "{script}");
    }
}

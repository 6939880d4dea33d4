//! Scripts that do not end.

use portcullis_core::script::ScriptErrorKind::{
    self, Exception, FunctionNotFound, LoadException, Memory, StackOverflow, Syntax, TimeoutCall,
    TimeoutLoad, WorkerLost,
};

use super::{Case, check_all};

#[test]
fn endless_loops() {
    let cases = [
        "for (;;) {}",
        "while (true) { if (false) break }",
        "(function again() { for (;;) { try { again } finally { continue } } })()",
        "for (;;) { try { for (;;) {} } catch (e) {} finally { for (;;) {} } }",
        "try { for (;;) {} } catch (e) { for (;;) {} } finally { for (;;) {} }",
        "try { throw 1 } catch (e) { for (;;) {} }",
        "try { null.x } finally { for (;;) {} }",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "/(?=(a*)*b)c/.exec('a'.repeat(50))",
        "'a'.repeat(40).replace(/(a|aa)+$/, function () { for (;;) {} })",
        "[2, 1].sort(function () { for (;;) {} })",
        "[1].map(function () { for (;;) {} })",
        "({ get a() { for (;;) {} } }).a",
        "({ set a(b) { for (;;) {} } }).a = 1",
        "+{ valueOf: function () { for (;;) {} } }",
        "`${{ toString: function () { for (;;) {} } }}`",
        "JSON.stringify({ toJSON: function () { for (;;) {} } })",
        "JSON.parse('[1]', function () { for (;;) {} })",
        "api.v1.claims.setClaim('a', { get b() { for (;;) {} } })",
        "new Proxy({}, { get: function () { for (;;) {} } }).a",
        "new Proxy({}, { has: function () { for (;;) {} } }) && 'a' in new Proxy({}, { has() { for (;;) {} } })",
        "Object.keys(new Proxy({}, { ownKeys: function () { for (;;) {} } }))",
        "Promise.resolve().then(function () { for (;;) {} })",
        "var again = function () { return Promise.resolve().then(again) }; again()",
        "(async function () { for (;;) await 1 })()",
        "(async function () { try { await 1; for (;;) {} } finally { for (;;) {} } })()",
        "new Promise(function () { for (;;) {} })",
        "var g = (function* () { for (;;) yield 1 })(); for (var x of g) {}",
        "[...(function* () { for (;;) yield })()]",
        "for (var x of { [Symbol.iterator]() { return { next() { return { done: false } } } } }) {}",
        "class A { static { for (;;) {} } }",
        "eval('for (;;) {}')",
        "Function('for (;;) {}')()",
        "new (class { constructor() { for (;;) {} } })()",
    ];
    check_all(&cases.map(|body| Case::endless(body, &[TimeoutCall, Memory])));
}

#[test]
fn endless_loading() {
    let cases = [
        "for (;;) {}",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "try { for (;;) {} } finally { for (;;) {} }",
        "({ get a() { for (;;) {} } }).a",
        "Promise.resolve().then(function () { for (;;) {} })",
        "[2, 1].sort(function () { for (;;) {} })",
    ];
    check_all(&cases.map(|source| Case::loading(source, &[TimeoutLoad])));
}

/// What the engine does within one call it cannot stop by itself.
#[test]
fn long_native_calls() {
    let ends = [TimeoutCall, Memory, WorkerLost, Exception, StackOverflow];
    let cases = [
        "for (;;) 'x'.repeat(20000000)",
        "for (;;) 'x'.padEnd(20000000, 'ab').padStart(20000001, 'c')",
        "var a = []; for (var i = 0; i < 400000; i++) a.push({ k: i }); for (;;) JSON.stringify(a)",
        "var s = '[' + '1,'.repeat(2000000) + '1]'; for (;;) JSON.parse(s)",
        "var s = 'ab'.repeat(4000000); for (;;) s.split('')",
        "var s = 'ab'.repeat(4000000); for (;;) s.replace(/(?:)/g, 'xx')",
        "var s = 'a'.repeat(3000000); for (;;) s.split('a').join('b')",
        "var s = 'aab'.repeat(3000000); for (;;) s.lastIndexOf('aaaab')",
        "var s = 'a'.repeat(3000000); for (;;) encodeURIComponent(s)",
        "var s = '\\u0344'.repeat(3000000); for (;;) s.normalize('NFD')",
        "var s = 'a'.repeat(3000000); for (;;) (s + 'b').localeCompare(s + 'c')",
        "var s = 'ǆ'.repeat(3000000); for (;;) s.toUpperCase()",
        "var s = '{'.repeat(1500000) + '('; for (;;) try { new RegExp(s) } catch (e) {}",
        "var a = []; a.length = 4294967295; for (;;) a.indexOf(1)",
        "var a = []; a.length = 4294967295; for (;;) Array.prototype.reverse.call(a)",
        "for (;;) new Array(4294967295).fill(0)",
        "for (;;) new Array(4294967295).join('')",
        "for (;;) Array.prototype.fill.call({ length: 1e15 }, 0)",
        "for (;;) Array.from({ length: 4294967295 })",
        "var a = Array.from({ length: 300000 }, function (_, i) { return '' + i * 7 % 1000 }); for (;;) a.slice().sort()",
        "var a = new Float64Array(3000000); for (;;) { a.fill(1.5).sort(); a.reverse() }",
        "var n = 3n ** 100000n; for (;;) n = n * n",
        "var n = 3n ** 200000n; for (;;) n.toString()",
        "for (;;) 2n ** 4000000n % 7n",
        "for (;;) BigInt('9'.repeat(2000000))",
        "var o = {}; for (var i = 0; i < 300000; i++) o['k' + i] = i; for (;;) Object.entries(o)",
        "var m = new Map(); for (var i = 0; ; i++) m.set(i, i)",
        "for (;;) structuredClone ? new Array(1e6).fill({}) : 0",
        "for (;;) eval('1' + '+1'.repeat(300000))",
        "for (;;) RegExp('(' + 'a|'.repeat(100000) + 'b)').test('c')",
        "var f = RegExp('a{1,1000}'.repeat(100)); for (;;) f.test('a'.repeat(1000000))",
    ];
    check_all(&cases.map(|body| Case::endless(body, &ends)));
}

/// Scripts that nest as deep as their length allows are parsed on the worker's own stack.
#[test]
fn long_scripts() {
    const ENDS: &[ScriptErrorKind] = &[
        Syntax,
        StackOverflow,
        LoadException,
        FunctionNotFound,
        TimeoutLoad,
        Memory,
        WorkerLost,
    ];
    let units = [
        "!",
        "(",
        "[",
        "{",
        "a=>",
        "a?",
        "`${",
        "if(a)",
        "x+",
        "function f(){",
        "class A{a=",
        "new ",
    ];
    let scripts = units.map(|unit| unit.repeat(64 * 1024 / unit.len()));
    let cases: Vec<_> = scripts.iter().map(|it| Case::loading(it, ENDS)).collect();
    check_all(&cases);
    let long = format!("/* {} */", "x".repeat(1_000_000));
    check_all(&[Case {
        timeout: super::LONG,
        ..Case::loading(&long, &[])
    }]);
}

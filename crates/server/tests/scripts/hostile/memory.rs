//! Scripts that take more memory, stack or output than there is for them.

use portcullis_core::script::ScriptErrorKind::{
    Exception, HostAbort, Memory, OutputLimit, StackOverflow, TimeoutCall, WorkerLost,
};

use super::{Case, check_all};
use crate::setting::{action, failure, run, silence, worker};

#[test]
fn memory_bombs() {
    let ends = [Memory, TimeoutCall, WorkerLost, Exception];
    let cases = [
        "var s = 'x'; for (;;) s += s",
        "var s = 'x'; for (;;) s = s.concat(s, 'ä')",
        "var a = []; for (;;) a.push([1, 2, 3])",
        "var a = []; for (;;) a = [a, a]",
        "var a = []; for (;;) a.push('x'.repeat(1000) + a.length)",
        "var a = [1]; for (;;) a = a.concat(a)",
        "for (var a = [], i = 0; ; i += 1000) a[i] = i",
        "var a = []; for (;;) a.push(new Uint8Array(1000000))",
        "var a = []; for (;;) a.push(new Float64Array(100000).fill(1))",
        "new ArrayBuffer(2000000000)",
        "new Uint8Array(2147483647)",
        "'x'.repeat(1073741823)",
        "new Array(4294967295).fill('x')",
        "var s = 'x'.repeat(20000000); JSON.stringify([s, s, s, s])",
        "JSON.parse('[' + '[],'.repeat(5000000) + '[]]')",
        "var o = {}; for (var i = 0; ; i++) o['key' + i] = { i: i }",
        "var f = function () {}; for (;;) f = f.bind(null, [1, 2, 3])",
        "var a = []; for (;;) a.push(function () { return a })",
        "var a = []; for (;;) a.push(Promise.resolve(a))",
        "var a = []; for (;;) a.push(new Map([[a, a]]))",
        "var a = []; for (;;) a.push(Symbol('x'.repeat(1000)))",
        "var a = []; for (;;) a.push(/x/.exec('x'))",
        "try { for (var s = 'x'; ; ) s += s } catch (e) { for (var t = 'x'; ; ) t += t }",
        "for (;;) try { var a = []; for (;;) a.push(a.slice()) } catch (e) {}",
    ];
    check_all(&cases.map(|body| Case::ending(body, &ends)));
}

#[test]
fn deep_recursion() {
    let endless = [
        "function g() { g() } g()",
        "var g = () => g() + 1; g()",
        "var o = { get a() { return this.a } }; o.a",
        "var p = new Proxy({}, { get: (t, k, r) => r[k] }); p.a",
        "var o = { toString() { return '' + this } }; '' + o",
        "var o = { toJSON() { return JSON.stringify(this) } }; JSON.stringify(o)",
        "class A { constructor() { new A() } } new A()",
        "[1].map(function g() { return [1].map(g) })",
        "'a'.replace(/a/, function g() { return 'a'.replace(/a/, g) })",
        "function g() { try { g() } finally { g() } } g()",
        "function g() { eval('g()') } g()",
        "function* g() { yield* g() } g().next()",
    ];
    let ends = [StackOverflow, Memory, TimeoutCall, WorkerLost];
    check_all(&endless.map(|body| Case {
        timeout: 2000,
        ..Case::endless(body, &ends)
    }));
    let ends = [StackOverflow, Memory, Exception, TimeoutCall, WorkerLost];
    let deep = [
        "JSON.parse('['.repeat(5000000))",
        "var a = []; for (var i = 0; i < 500000; i++) a = [a]; JSON.stringify(a); null.x",
        "var a = []; for (var i = 0; i < 500000; i++) a = [a]; String(a); null.x",
        "RegExp('('.repeat(1000000))",
        "eval('['.repeat(1000000))",
    ];
    check_all(&deep.map(|body| Case::ending(body, &ends)));
    check_all(&[Case::ending(
        "function g(n) { if (n) g(n - 1) } g(100000)",
        &[],
    )]);
}

#[test]
fn too_much_output() {
    let cases = [
        ("for (;;) log.info('x')", &[OutputLimit][..]),
        (
            "for (;;) try { log.info('x') } catch (e) {}",
            &[OutputLimit],
        ),
        (
            "for (var i = 0; i < 2000; i++) log.error('x'); for (;;) {}",
            &[OutputLimit],
        ),
        (
            "for (var i = 0; ; i++) api.v1.claims.setClaim('a' + i, 'x'.repeat(1000))",
            &[OutputLimit],
        ),
        (
            "for (;;) try { api.v1.claims.setClaim('a', 'x'.repeat(1000)) } catch (e) {}",
            // a claim that is set already is not set again
            &[OutputLimit, TimeoutCall],
        ),
        (
            "for (var i = 0; ; i++) api.v1.user.setMetadata('a' + i, 'x'.repeat(100000))",
            &[HostAbort],
        ),
        (
            "api.v1.claims.setClaim('a', 'x'.repeat(15000000))",
            &[OutputLimit, Memory],
        ),
    ];
    check_all(&cases.map(|(body, ends)| Case {
        beside: "var log = require('zitadel/log');",
        ..Case::ending(body, ends)
    }));
}

/// Large texts in what a script throws come over, cut.
#[test]
fn large_exceptions() {
    let worker = &mut worker();
    let script = "function f() { throw 'x'.repeat(8000000) }";
    let result = run(worker, vec![action(script, 20_000)], silence());
    let (kind, message) = failure(&result.results[0]).unwrap();
    assert_eq!(kind, Exception);
    assert!(message.len() > 100_000 && message.len() < 1_000_000);
}

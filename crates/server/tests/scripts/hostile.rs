//! Scripts that would take more than they may: each ends within its limit, and the next one runs.

use std::time::{Duration, Instant};

use portcullis_core::script::ScriptErrorKind::{
    self, Memory, OutputLimit, StackOverflow, TimeoutCall, TimeoutLoad, WorkerLost,
};
use portcullis_script_worker::Worker;

use crate::setting::{action, claim, failure, run, silence, worker};

/// What a script may take here, in milliseconds.
const TIMEOUT: u64 = 200;
/// Loading, calling, the grace after that, and a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The script ends in one of these ways, and the next one runs.
#[track_caller]
fn check(worker: &mut Worker, script: &str, expected: &[ScriptErrorKind]) {
    check_within(worker, script, TIMEOUT, expected);
}

#[track_caller]
fn check_within(worker: &mut Worker, script: &str, timeout: u64, expected: &[ScriptErrorKind]) {
    let began = Instant::now();
    let result = run(
        worker,
        vec![action(script, timeout), claim("after")],
        silence(),
    );
    assert!(began.elapsed() < PATIENCE);
    let begin: String = script.chars().take(200).collect();
    let (kind, message) = failure(&result.results[0]).unwrap();
    assert!(expected.contains(&kind), "{begin}: {kind:?} {message}");
    // a worker may have to be killed, but does not die by itself
    let was_killed = message.contains("its time was over");
    assert!(kind != WorkerLost || was_killed, "{begin}: {message}");
    assert_eq!(failure(&result.results[1]), None, "{script}");
    let claims = result.final_claims_json.unwrap();
    assert!(claims.contains("\"after\":1"), "{script}");
}

#[test]
fn endless_loops() {
    let worker = &mut worker();
    check(worker, "for (;;) {}", &[TimeoutLoad]);
    for body in [
        "for (;;) {}",
        "for (;;) { try { for (;;) {} } catch (e) {} finally { for (;;) {} } }",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "[2, 1].sort(function () { for (;;) {} })",
        "({ get a() { for (;;) {} } }).a",
        "JSON.stringify({ toJSON: function () { for (;;) {} } })",
        "new Proxy({}, { get: function () { for (;;) {} } }).a",
        "Promise.resolve().then(function () { for (;;) {} })",
        "var again = function () { return Promise.resolve().then(again) }; again()",
        "for (;;) { try { api.v1.claims.setClaim('a', 1) } catch (e) {} }",
    ] {
        let script = format!("function f(ctx, api) {{ {body} }}");
        check(worker, &script, &[TimeoutCall, OutputLimit]);
    }
}

/// What the engine does within one call it cannot stop by itself.
#[test]
fn long_native_calls() {
    let worker = &mut worker();
    for body in [
        "var a = []; for (var i = 0; i < 400000; i++) a.push({ k: i }); for (;;) JSON.stringify(a)",
        "var s = 'ab'.repeat(4000000); for (;;) s.split('')",
        "var a = []; a.length = 4294967295; a.indexOf(1)",
        "var a = []; a.length = 4294967295; Array.prototype.reverse.call(a)",
    ] {
        let script = format!("function f() {{ {body} }}");
        check(worker, &script, &[TimeoutCall, Memory, WorkerLost]);
    }
}

#[test]
fn memory_bombs() {
    let worker = &mut worker();
    for body in [
        "var s = 'x'; for (;;) s += s",
        "var a = []; for (;;) a.push([1, 2, 3])",
        "var a = []; for (;;) a.push(new Uint8Array(1000000))",
        "new ArrayBuffer(2000000000)",
        "var a = []; for (;;) a = [a, a]",
        "var s = 'x'.repeat(30000000); JSON.stringify([s, s, s])",
    ] {
        let script = format!("function f() {{ {body} }}");
        let kinds = [Memory, TimeoutCall, WorkerLost, ScriptErrorKind::Exception];
        check(worker, &script, &kinds);
    }
}

#[test]
fn too_much_output() {
    let worker = &mut worker();
    for (body, kinds) in [
        ("for (;;) console.log('x')", &[OutputLimit][..]),
        (
            "for (var i = 0; ; i++) api.v1.claims.setClaim('a' + i, 'x'.repeat(1000))",
            &[OutputLimit],
        ),
        (
            "api.v1.claims.setClaim('a', 'x'.repeat(15000000))",
            &[OutputLimit, Memory, TimeoutCall],
        ),
    ] {
        let script =
            format!("var console = require('zitadel/log'); function f(ctx, api) {{ {body} }}");
        let script = script.replace("console.log", "console.info");
        check(worker, &script, kinds);
    }
}

#[test]
fn deep_recursion() {
    let worker = &mut worker();
    let endless = "function f() { function g() { g() } g() }";
    check_within(worker, endless, 10_000, &[StackOverflow]);
    let deep = "function f() { function g(n) { if (n) g(n - 1) } g(100000) }";
    let result = run(worker, vec![action(deep, 10_000)], silence());
    assert_eq!(failure(&result.results[0]), None);
}

/// Scripts that nest as deep as their length allows are parsed on the worker's own stack.
#[test]
fn long_scripts() {
    use ScriptErrorKind::{FunctionNotFound, LoadException, Syntax};
    let worker = &mut worker();
    for unit in [
        "!",
        "(",
        "[",
        "{",
        "a=>",
        "a?",
        "`${",
        "if(a)",
        "function f(){",
        "x+",
    ] {
        let script = unit.repeat(64 * 1024 / unit.len());
        let kinds = [
            Syntax,
            StackOverflow,
            LoadException,
            FunctionNotFound,
            TimeoutLoad,
            WorkerLost,
        ];
        check(worker, &script, &kinds);
    }
    let long = format!("function f() {{}} /* {} */", "x".repeat(1_000_000));
    let result = run(worker, vec![action(&long, 10_000)], silence());
    assert_eq!(failure(&result.results[0]), None);
}

/// Large texts in what a script throws come over, cut.
#[test]
fn large_exceptions() {
    let worker = &mut worker();
    let script = "function f() { throw 'x'.repeat(8000000) }";
    let result = run(worker, vec![action(script, 10_000)], silence());
    let (kind, message) = failure(&result.results[0]).unwrap();
    assert_eq!(kind, ScriptErrorKind::Exception);
    assert!(message.len() > 100_000 && message.len() < 1_000_000);
}

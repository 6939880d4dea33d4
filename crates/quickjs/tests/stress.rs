//! Hostile scripts between runs of a script whose result is known.
//!
//! A restored engine must answer as a fresh one does, whatever ran before.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use portcullis_quickjs::{Engine, Limits, Value};

use crate::support::{OPEN_PRELUDE, Recorder, on_thread, outcome};

/// Tells much about the state of an engine: every object that can be reached from the globals,
/// with its properties, flags and functions, then what code of many kinds gives.
const REFERENCE: &str = include_str!("stress/reference.js");

/// What a script may do to its engine.
const HOSTILE: [&str; 25] = [
    include_str!("stress/poison.js"),
    include_str!("stress/freeze.js"),
    include_str!("stress/exhaust.js"),
    "for (let i = 0; i < 1000; i++) globalThis['leak' + i] = { i }",
    "let l = 1; const c = 2; class D {} function f() {} var v = [l, c]",
    "for (const key of Object.getOwnPropertyNames(globalThis)) delete globalThis[key]",
    "let a = []; for (;;) a.push({ a })",
    "let m = new Map(); for (let i = 0;; i++) m.set('k' + i, new Date(i))",
    "let s = 'x'; for (;;) s = s.replace('x', 'xxé') + s",
    "let b = []; for (;;) b.push(new Uint8Array(65536))",
    "throw new Error('thrown')",
    "throw { toString() { globalThis.leak = 1; throw 1 } }",
    "host(2)",
    "new Promise(() => host(2)); Array.prototype.map = null; for (;;) {}",
    "for (;;) {}",
    "try { for (;;) { globalThis.n = (globalThis.n || 0) + 1 } } catch (e) {}",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "Promise.resolve().then(function again() { return Promise.resolve().then(again) })",
    "(async () => { for (;;) await globalThis.x++ })(); var x = 0",
    "function f() { f() } f()",
    "function deep(n) { return n ? { d: deep(n - 1) } : {} } globalThis.kept = deep(3000)",
    "Error.prepareStackTrace = (e, frames) => { globalThis.frames = frames; throw 1 }; null.x",
    "Symbol.for('registered'); for (let i = 0; i < 5000; i++) Symbol.for('s' + i)",
    "let r = new FinalizationRegistry(() => {}); for (let i = 0; i < 5000; i++) r.register({}, i)",
    "let w = new WeakMap(), k = []; for (let i = 0; i < 5000; i++) { k.push({}); w.set(k[i], k) }",
];

/// Rounds of all hostile scripts.
const ROUNDS: usize = 60;

const LIMITS: Limits = Limits {
    memory: 4 << 20,
    stack: 1 << 20,
};

/// An engine with its image, in the state in which every run finds it.
fn fresh(host: &mut Recorder) -> Engine {
    let mut engine = Engine::new(LIMITS).unwrap();
    engine
        .load_prelude(host, OPEN_PRELUDE, "<prelude>")
        .unwrap();
    engine.take_image();
    engine
}

/// What the reference script answers, and what it leaves.
fn reference(engine: &mut Engine, host: &mut Recorder) -> String {
    engine.seed(1);
    host.calls.clear();
    let mut told = outcome(engine, host, REFERENCE);
    engine.run_jobs(host).unwrap();
    for (function, values) in &host.calls {
        write!(told, "\n{function}: {values:?}").unwrap();
    }
    write!(told, "\n{}", engine.memory_used()).unwrap();
    told
}

#[test]
fn a_restored_engine_is_a_fresh_one() {
    on_thread(LIMITS, || {
        let mut host = Recorder::default();
        let mut engine = fresh(&mut host);
        let expected = reference(&mut engine, &mut host);
        assert!(expected.len() > 20_000, "{}", expected.len());
        engine.restore_image().unwrap();
        for round in 0..ROUNDS {
            for (index, source) in HOSTILE.iter().enumerate() {
                let patience = Duration::from_micros(100 + (round as u64 * 97) % 1400);
                engine.set_deadline(Some(Instant::now() + patience));
                let answer = engine.call(&mut host, "run", &[Value::from(*source)]);
                if (round + index) % 3 > 0 {
                    let _ = engine.run_jobs(&mut host);
                }
                drop(answer);
                engine.restore_image().unwrap();
                if (round + index) % 8 == 0 {
                    let told = reference(&mut engine, &mut host);
                    assert!(told == expected, "round {round} after {source}:\n{told}");
                    engine.restore_image().unwrap();
                }
            }
        }
    });
}

#[test]
fn engines_of_one_kind_answer_alike() {
    let tell = || {
        let mut host = Recorder::default();
        let mut engine = fresh(&mut host);
        reference(&mut engine, &mut host)
    };
    let first = on_thread(LIMITS, tell);
    assert_eq!(on_thread(LIMITS, tell), first);
}

/// What QuickJS does when memory is missing in the midst of something must leave it able to stop.
#[test]
fn memory_may_be_missing_anywhere() {
    on_thread(LIMITS, || {
        let mut host = Recorder::default();
        for step in 0..40 {
            let memory = LIMITS.memory + step * 64 * 1024 % (1 << 20);
            let mut engine = Engine::new(Limits { memory, ..LIMITS }).unwrap();
            engine
                .load_prelude(&mut host, OPEN_PRELUDE, "<prelude>")
                .unwrap();
            engine.take_image();
            let offset = format!("var offset = '{}';", "x".repeat(step));
            for _ in 0..2 {
                let source = format!("{offset}{}", include_str!("stress/exhaust.js"));
                assert_eq!(outcome(&mut engine, &mut host, &source), "OutOfMemory");
                engine.restore_image().unwrap();
                assert_eq!(outcome(&mut engine, &mut host, "'well'"), "well");
                engine.restore_image().unwrap();
            }
        }
    });
}

//! Deep recursion.

use std::time::{Duration, Instant};

use portcullis_quickjs::{Engine, Error, Exception, Limits};

use crate::support::{LIMITS, Recorder, on_thread, outcome, with_engine, with_limits};

#[test]
fn endless_recursion_is_an_exception() {
    with_engine(|engine, host| {
        for source in [
            "function f() { f() } f()",
            "function f() { return [1].map(f) } f()",
            "let o = { get a() { return this.a } }; o.a",
            "let o = { toString() { return `${this}` } }; `${o}`",
            "let p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.a",
            "let a = []; a.toJSON = () => JSON.stringify(a); JSON.stringify(a)",
            "class A { constructor() { new A() } } new A()",
            "function f() { eval('f()') } f()",
            "function f(...a) { f(...a, ...a, 1) } f()",
            "let a = []; a[0] = a; JSON.parse('['.repeat(1e6))",
            "new RegExp('('.repeat(1e6) + ')'.repeat(1e6))",
            "eval('('.repeat(1e6))",
            "async function f() { f() } f(); function g() { g() } g()",
        ] {
            engine.restore_image().unwrap();
            let answer = engine.evaluate(host, source, "<eval>");
            let text = format!("{answer:?}");
            let is_known = text.contains("stack") || text.contains("OutOfMemory");
            assert!(is_known, "{source}: {text}");
        }
    });
}

/// Things nested so deeply that whoever walks them needs a stack: to make, to use, to let go of.
const NESTED: [&str; 40] = [
    "let n = null; for (let i = 0; i < D; i++) n = { n }; n = null",
    "let n = null; for (let i = 0; i < D; i++) n = [n]; String(n)",
    "let n = []; for (let i = 0; i < D; i++) n = [n]; n.flat(Infinity)",
    "let n = null; for (let i = 0; i < D; i++) n = new Map([[i, n]]); n = null",
    "let n = () => 0; for (let i = 0; i < D; i++) { const m = n; n = () => m } n = null",
    "let n = () => 0; for (let i = 0; i < D; i++) { const m = n; n = () => m() } n()",
    "let n = x => x; for (let i = 0; i < D; i++) n = n.bind(null); n()",
    "let n = {}; for (let i = 0; i < D; i++) n = new Proxy(n, {}); n.a; n.a = 1; delete n.a",
    "let n = []; for (let i = 0; i < D; i++) n = new Proxy(n, {}); Array.isArray(n)",
    "let n = () => 1; for (let i = 0; i < D; i++) n = new Proxy(n, {}); n()",
    "let n = {}; for (let i = 0; i < D; i++) n = new Proxy({}, n); n.a",
    "let n = {}; for (let i = 0; i < D; i++) n = new Proxy(n, {}); Reflect.ownKeys(n)",
    "let n = {}; for (let i = 0; i < D; i++) n = new Proxy(n, {}); n instanceof Object",
    "let n = {}; for (let i = 0; i < D; i++) n = new Proxy(n, {}); native.classOf(n)",
    "let n = class {}; for (let i = 0; i < D; i++) n = class extends n {}; new n()",
    "let n = {}; for (let i = 0; i < D; i++) n = Object.create(n); n.nothing; for (const k in n);",
    "let n = ''; for (let i = 0; i < D; i++) n = n + 'xy'.repeat(9000); n.charCodeAt(5)",
    "let n = ''; for (let i = 0; i < D; i++) n = 'xy'.repeat(9000) + n; n.charCodeAt(5)",
    "let n = 'a'; for (let i = 0; i < D; i++) n = 'x' + n + 'y'; n = n.length",
    "let p = Promise.resolve(); for (let i = 0; i < D; i++) p = p.then(() => 1); native.runJobs()",
    "let p = Promise.resolve(); for (let i = 0; i < D; i++) p = Promise.resolve(p).finally(); p = 0",
    "let p = 1; for (let i = 0; i < D; i++) { const q = p; p = { then: f => f(q) } }
        Promise.resolve(p); native.runJobs()",
    "let n = [][Symbol.iterator](); for (let i = 0; i < D; i++) n = n.map(x => x); n.next()",
    "let g = function* () { yield 1 }; for (let i = 0; i < D; i++) {
        const h = g; g = function* () { yield* h() } } [...g()]",
    "let e = null; for (let i = 0; i < D; i++) e = new Error('e', { cause: e }); e = null",
    "let n = null; for (let i = 0; i < D; i++) n = { n }; structuredClone(n)",
    "let n = null; for (let i = 0; i < D / 10; i++) n = { n }; JSON.stringify(n)",
    "JSON.parse('{\"a\":'.repeat(D) + '1' + '}'.repeat(D), (k, v) => v)",
    "eval('['.repeat(D) + ']'.repeat(D))",
    "eval('{'.repeat(D) + '}'.repeat(D))",
    "eval('!'.repeat(D) + '1')",
    "eval('1' + '+1'.repeat(D))",
    "eval('1' + '**1'.repeat(D))",
    "eval('a=>'.repeat(D) + '1')",
    "eval('if(0);else '.repeat(D) + '1')",
    "eval('`${'.repeat(D) + '1' + '}`'.repeat(D))",
    "eval('a' + '?.a'.repeat(D))",
    "eval('var [' + '['.repeat(D) + 'a' + ']'.repeat(D) + '] = []')",
    "new RegExp('(?:'.repeat(D) + 'a' + ')*'.repeat(D)).test('a'.repeat(99))",
    "/(?:a|b|(?:c|d))*x/.test('abcd'.repeat(D))",
];

#[test]
fn what_is_nested_deeply_is_survived() {
    for limits in [LIMITS, Limits::default()] {
        with_limits(limits, |engine, host| {
            for source in NESTED {
                engine.set_deadline(Some(Instant::now() + Duration::from_millis(50)));
                outcome(engine, host, &format!("const D = 10000; {source}"));
                engine.restore_image().unwrap();
                assert_eq!(outcome(engine, host, "'well'"), "well", "{source}");
            }
        });
    }
}

#[test]
fn recursion_that_is_too_deep_can_be_told_and_caught() {
    with_engine(|engine, host| {
        let answer = engine.evaluate(host, "function f() { f() } f()", "<eval>");
        assert!(answer.unwrap_err().is_stack_overflow());
        let source = "try { f() } catch (e) { e.name }";
        assert_eq!(outcome(engine, host, source), "RangeError");
        assert!(!Exception::Aborted.is_stack_overflow());
    });
}

#[test]
fn a_hundred_thousand_calls_and_levels_pass() {
    with_limits(Limits::default(), |engine, host| {
        let source = "
            function count(n) { return n === 0 ? 0 : 1 + count(n - 1) }
            let text = levels => '['.repeat(levels) + ']'.repeat(levels);
            let node = null;
            for (let i = 0; i < 1e5; i++) node = { node };
            let depth = 0;
            (function walk(n) { if (n) { depth++; walk(n.node) } })(node);
            let parsed = JSON.parse(text(1e5)).length;
            // QuickJS looks for cycles in a list, so the time grows with the square of the depth.
            let written = JSON.stringify(JSON.parse(text(5000))).length;
            [count(1e5), depth, parsed, written].join()";
        assert_eq!(outcome(engine, host, source), "100000,100000,1,10000");
        engine.restore_image().unwrap();
        let answer = engine.evaluate(host, "function f() { f() } f()", "<eval>");
        assert!(answer.unwrap_err().is_stack_overflow());
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "'well'"), "well");
    });
}

#[test]
fn a_thread_too_small_has_no_engine() {
    let limits = Limits {
        stack: 64 << 20,
        ..LIMITS
    };
    let error = on_thread(LIMITS, || Engine::new(limits).unwrap_err());
    assert!(matches!(error, Error::StackTooSmall { .. }), "{error}");
}

#[test]
fn an_engine_used_deeper_in_its_stack_stays_within_it() {
    fn deeper(start: usize, engine: &mut Engine, host: &mut Recorder) -> bool {
        let ballast = std::hint::black_box([0_u8; 4096]);
        let used = start - ballast.as_ptr().addr();
        // Of 5 MiB, this leaves less than the engine's limit and what it keeps clear.
        let answer = if used > (3 << 20) + (1 << 19) {
            let answer = engine.evaluate(host, "function f() { f() } f()", "<eval>");
            answer.unwrap_err().is_stack_overflow()
        } else {
            deeper(start, engine, host)
        };
        std::hint::black_box(ballast);
        answer
    }
    with_engine(|engine, host| {
        let marker = 0_u8;
        assert!(deeper((&raw const marker).addr(), engine, host));
    });
}

#[test]
fn memory_must_be_neither_too_small_nor_too_large() {
    on_thread(LIMITS, || {
        for memory in [0, 4096, (1 << 30) + 1, usize::MAX] {
            let limits = Limits { memory, ..LIMITS };
            let error = Engine::new(limits).unwrap_err();
            assert_eq!(error, Error::MemoryLimit(memory));
        }
        let smallest = Limits {
            memory: 1 << 20,
            ..LIMITS
        };
        assert!(Engine::new(smallest).is_ok());
    });
}

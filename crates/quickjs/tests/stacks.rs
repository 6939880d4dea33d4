//! Deep recursion.

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

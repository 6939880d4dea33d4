//! How runs end that do not end well.

use std::{
    panic::{self, AssertUnwindSafe},
    time::{Duration, Instant},
};

use portcullis_quickjs::{Exception, Value};

use crate::support::{self, outcome, with_engine};

/// What goes on for ever if nobody stops it, in every way that catches what it can.
const ENDLESS: [&str; 16] = [
    "for (;;) {}",
    "while (true) { try { for (;;) {} } catch (e) {} finally { for (;;) {} } }",
    "function f() { try { for (;;) {} } finally { f() } } f()",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "'x'.repeat(40).replace(/(x+x+)+y/g, '')",
    "[1, 2, 3].sort(() => { for (;;) {} })",
    "({ get a() { for (;;) {} } }).a",
    "`${{ toString() { for (;;) {} } }}`",
    "JSON.stringify({ toJSON() { for (;;) {} } })",
    "new Proxy({}, { get() { for (;;) {} } }).a",
    "function* g() { for (;;) yield 1 } for (const x of g()) {}",
    "new Promise(() => { for (;;) {} }); for (;;) {}",
    "class A { static { for (;;) {} } }",
    "Array.from({ length: 3 }, () => { for (;;) {} })",
    "eval('for (;;) {}')",
    "(async () => { try { for (;;) {} } catch (e) {} })(); for (;;) {}",
];

#[test]
fn the_deadline_stops_what_would_never_end() {
    with_engine(|engine, host| {
        for source in ENDLESS {
            engine.restore_image().unwrap();
            engine.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
            assert_eq!(outcome(engine, host, source), "DeadlinePassed", "{source}");
        }
    });
}

#[test]
fn the_deadline_stops_promise_jobs() {
    with_engine(|engine, host| {
        for source in [
            "Promise.resolve().then(() => { for (;;) {} })",
            "const again = () => Promise.resolve().then(again); again(); 0",
            "(async () => { for (;;) await 0 })(); 0",
            "(async () => { await 0; try { for (;;) {} } catch (e) {} })(); 0",
        ] {
            engine.restore_image().unwrap();
            engine.evaluate(host, source, "<eval>").unwrap();
            engine.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
            let answer = engine.run_jobs(host);
            assert_eq!(answer, Err(Exception::DeadlinePassed), "{source}");
        }
    });
}

#[test]
fn a_run_whose_deadline_passed_stays_over() {
    with_engine(|engine, host| {
        engine.set_deadline(Some(Instant::now()));
        assert_eq!(outcome(engine, host, "1"), "DeadlinePassed");
        engine.set_deadline(None);
        assert_eq!(outcome(engine, host, "1"), "DeadlinePassed");
        assert_eq!(engine.run_jobs(host), Err(Exception::DeadlinePassed));
        let answer = engine.call(host, "add", &[]);
        assert_eq!(answer, Err(Exception::DeadlinePassed));
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "1"), "1");
    });
}

#[test]
fn memory_that_runs_out_ends_the_run() {
    with_engine(|engine, host| {
        for source in [
            "let a = []; for (;;) a.push({})",
            "let a = 'x'; for (;;) { a += a; a.charCodeAt(9) }",
            "let a = []; for (;;) a.push('x'.repeat(1000) + a.length)",
            "new ArrayBuffer(1e9)",
            "new Array(1e8).fill(0)",
            "'x'.repeat(5e8)",
            "'xy'.padStart(5e8, 'é')",
            "new Uint8Array(1e8)",
            "let m = new Map(); for (let i = 0;; i++) m.set(i, i)",
            "let a = []; for (;;) a.push(1n << 1000000n)",
            "let s = '['.repeat(1e5); for (;;) s += JSON.stringify(s)",
            "let f = x => [x, x]; let a = 1; for (;;) a = f(a)",
            "let a = []; for (;;) try { for (;;) a.push({}) } catch (e) {}",
            "let a = []; try { for (;;) a.push({}) } catch (e) { a = null } 'caught'",
            "let a = []; try { for (;;) a.push([a]) } finally { a = null; host(0, 'late') }",
            "new Promise(() => { let a = []; for (;;) a.push([]) }); 'swallowed'",
        ] {
            engine.restore_image().unwrap();
            assert_eq!(outcome(engine, host, source), "OutOfMemory", "{source}");
        }
        assert_eq!(host.calls, []);
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "'well ' + [1, 2]"), "well 1,2");
    });
}

#[test]
fn what_the_host_throws_can_be_caught() {
    with_engine(|engine, host| {
        let source = "
            try { host(1, 'told') } catch (e) {
                [e instanceof TypeError, e.name, e.message, Object.keys(e).length].join()
            }";
        assert_eq!(outcome(engine, host, source), "true,TypeError,told,0");
        let source = "
            try { host(4, 'GoError') } catch (e) {
                [e instanceof Error, String(e), Object.prototype.toString.call(e)].join()
            }";
        let expected = "true,GoError: named,[object Error]";
        assert_eq!(outcome(engine, host, source), expected);
        assert_eq!(outcome(engine, host, "host(1, 'é😀')"), "TypeError: é😀");
        let long = "x".repeat(5000);
        let source = format!("host(1, '{long}')");
        assert_eq!(outcome(engine, host, &source), format!("TypeError: {long}"));
    });
}

#[test]
fn an_abort_cannot_be_caught() {
    with_engine(|engine, host| {
        for source in [
            "host(2)",
            "try { host(2) } catch (e) { host(0, 'caught') }",
            "try { host(2) } finally { host(0, 'finally') }",
            "(async () => { try { host(2) } catch (e) { host(0, 'caught') } })(); 1",
            "new Promise(() => host(2)); host(0, 'after'); 1",
            "new Promise(() => host(2)).catch(() => host(0, 'caught')); 1",
            "[1].map(() => host(2))",
            "({ get a() { return host(2) } }).a",
            "function* g() { try { yield 1 } finally { host(2) } } for (const x of g()) break",
            "JSON.stringify({ toJSON() { host(2) } })",
            "[2, 1].sort(() => host(2))",
            "new Proxy({}, { get() { host(2) } }).a",
            "eval('try { host(2) } catch (e) {}'); for (;;) {}",
            "new Promise(() => host(2)); for (;;) {}",
        ] {
            engine.restore_image().unwrap();
            host.calls.clear();
            assert_eq!(outcome(engine, host, source), "Aborted", "{source}");
            assert_eq!(host.calls, [(support::ABORT, vec![])], "{source}");
            assert_eq!(engine.run_jobs(host), Err(Exception::Aborted), "{source}");
            assert_eq!(host.calls.len(), 1, "{source}");
        }
    });
}

#[test]
fn an_abort_in_a_job_ends_the_run() {
    with_engine(|engine, host| {
        let source = "Promise.resolve().then(() => host(2)).catch(() => host(0, 'caught')); 1";
        assert_eq!(outcome(engine, host, source), "1");
        assert_eq!(engine.run_jobs(host), Err(Exception::Aborted));
        assert_eq!(host.calls.len(), 1);
    });
}

#[test]
fn a_panic_of_the_host_reaches_the_caller() {
    with_engine(|engine, host| {
        let source = "try { host(3) } finally { host(0, 'finally') }";
        let panic =
            panic::catch_unwind(AssertUnwindSafe(|| engine.evaluate(host, source, "<eval>")));
        let panic = panic.unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"the host panics"));
        assert_eq!(host.calls.len(), 1);
        assert_eq!(outcome(engine, host, "1"), "Aborted");
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "host(0, 1)"), "1");
    });
}

#[test]
fn anything_can_be_thrown() {
    with_engine(|engine, host| {
        for (source, expected) in [
            ("throw new RangeError('far')", "RangeError: far"),
            ("throw 'text'", "thrown: text"),
            ("throw 1.5", "thrown: 1.5"),
            ("throw undefined", "thrown: undefined"),
            ("throw null", "thrown: null"),
            ("throw {}", "thrown: [object Object]"),
            ("throw { toString() { return 'told' } }", "thrown: told"),
            ("throw { toString() { throw 1 } }", "thrown: "),
            ("throw Object.create(null)", "thrown: "),
            ("throw Symbol('s')", "thrown: "),
            ("throw new Proxy({}, { get() { throw 1 } })", "thrown: "),
            (
                "Object.defineProperty(Error.prototype, 'name', { get() { throw 1 } }); throw Error('x')",
                "thrown: x",
            ),
            (
                "class E extends Error { name = 'E' }; throw new E('own')",
                "E: own",
            ),
        ] {
            engine.restore_image().unwrap();
            assert_eq!(outcome(engine, host, source), expected, "{source}");
        }
    });
}

#[test]
fn asking_about_what_was_thrown_is_limited_too() {
    with_engine(|engine, host| {
        let source = "throw { toString() { for (;;) {} } }";
        engine.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
        assert_eq!(outcome(engine, host, source), "DeadlinePassed");
        engine.restore_image().unwrap();
        let source = "throw { toString() { host(2) } }";
        assert_eq!(outcome(engine, host, source), "Aborted");
    });
}

#[test]
fn the_prelude_describes_what_was_thrown() {
    with_engine(|engine, host| {
        let thrown = support::thrown(engine.evaluate(host, "throw Symbol()", "<eval>"));
        assert_eq!(thrown.description.as_deref(), Some("thrown: symbol"));
        let thrown = support::thrown(engine.call(host, "run", &[Value::from("throw 1")]));
        assert_eq!(thrown.description.as_deref(), Some("thrown: number"));
    });
}

#[test]
fn a_rejected_promise_is_no_failure() {
    with_engine(|engine, host| {
        let source = "Promise.reject(1); (async () => { throw 2 })(); 'ok'";
        assert_eq!(outcome(engine, host, source), "ok");
        assert_eq!(engine.run_jobs(host), Ok(()));
    });
}

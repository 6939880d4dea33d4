//! What a restored image brings back, and what it does not keep.

use std::time::{Duration, Instant};

use portcullis_quickjs::{Engine, Error, Exception, Limits, Value};

use crate::support::{LIMITS, Recorder, engine, on_thread, outcome, with_engine};

/// Runs a script, restores the image, and looks at what is left.
#[track_caller]
fn check_gone(script: &str, question: &str, expected: &str) {
    with_engine(|engine, host| {
        assert_eq!(outcome(engine, host, question), expected, "at first");
        engine.restore_image().unwrap();
        outcome(engine, host, script);
        assert_ne!(outcome(engine, host, question), expected, "meanwhile");
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, question), expected, "afterwards");
    });
}

#[test]
fn globals_are_gone() {
    check_gone("var leak = 1", "typeof leak", "undefined");
    check_gone("let leak = 1", "typeof leak", "undefined");
    check_gone(
        "globalThis[Symbol.for('a')] = 1",
        "typeof globalThis[Symbol.for('a')]",
        "undefined",
    );
    check_gone("delete globalThis.JSON", "typeof JSON", "object");
}

#[test]
fn intrinsics_are_whole() {
    check_gone(
        "Array.prototype.map = () => 'x'",
        "[1].map(x => x + 1).join()",
        "2",
    );
    check_gone("Object.prototype.leak = 1", "typeof ({}).leak", "undefined");
    check_gone(
        "Math.random = () => 7",
        "Math.random() < 1",
        "Boolean(true)",
    );
    check_gone("JSON.parse = null", "JSON.parse('1')", "1");
    check_gone(
        "Array.prototype[Symbol.iterator] = null",
        "[...[1, 2]].join()",
        "1,2",
    );
    check_gone(
        "Object.freeze(Object.prototype)",
        "Object.isFrozen(Object.prototype)",
        "Boolean(false)",
    );
    check_gone(
        "Error.stackTraceLimit = 0",
        "Error().stack.length > 0",
        "Boolean(true)",
    );
    check_gone("native.host = null", "typeof native.host", "function");
}

#[test]
fn promise_jobs_are_gone() {
    with_engine(|engine, host| {
        outcome(
            engine,
            host,
            "Promise.resolve().then(() => host(0, 'late'))",
        );
        engine.restore_image().unwrap();
        assert_eq!(engine.run_jobs(host), Ok(()));
        assert_eq!(host.calls, []);
    });
}

#[test]
fn memory_in_use_is_what_it_was() {
    with_engine(|engine, host| {
        let before = engine.memory_used();
        for source in [
            "var a = []; for (let i = 0; i < 1e5; i++) a.push({})",
            "var s = 'x'.repeat(4e6)",
        ] {
            outcome(engine, host, source);
            assert_ne!(engine.memory_used(), before);
            engine.restore_image().unwrap();
            assert_eq!(engine.memory_used(), before);
        }
        assert!(engine.image_size() >= before);
        assert!(engine.image_size() < 1 << 20, "{}", engine.image_size());
    });
}

/// An object in each page or so of a large image.
const LARGE: &str = "var many = []; for (let i = 0; i < 20000; i++) many.push({ i });";

#[cfg(target_os = "linux")]
#[test]
fn only_what_was_written_is_copied() {
    with_engine(|engine, host| {
        outcome(engine, host, LARGE);
        engine.take_image();
        assert!(engine.image_copied() < 100_000);
        outcome(engine, host, "many.length");
        engine.restore_image().unwrap();
        let after_little = engine.image_copied();
        assert!(after_little < 400_000, "{after_little}");
        for round in 0..3 {
            outcome(engine, host, "many.forEach(it => { it.i = -1 })");
            engine.restore_image().unwrap();
            let after_much = engine.image_copied();
            assert!(after_much > 1_000_000, "{round}: {after_much}");
            assert!(after_much < engine.image_size(), "{round}: {after_much}");
            let seen = outcome(engine, host, "many.filter((it, i) => it.i === i).length");
            assert_eq!(seen, "20000", "{round}");
        }
        engine.take_image();
        assert!(engine.image_copied() < 100_000);
    });
}

/// Each engine of a thread notes its own writes.
#[test]
fn engines_of_a_thread_have_their_own_images() {
    on_thread(LIMITS, || {
        let mut host = Recorder::default();
        let mut run = |engine: &mut Engine, source: &str| outcome(engine, &mut host, source);
        let mut engines = [engine(LIMITS), engine(LIMITS)];
        for engine in &mut engines {
            run(engine, LARGE);
            engine.take_image();
        }
        let [first, second] = &mut engines;
        for _ in 0..3 {
            for engine in [&mut *first, &mut *second] {
                let write = "many[9].i = 'written'; many.push(1); many[9].i + many.length";
                assert_eq!(run(engine, write), "written20001");
            }
            second.restore_image().unwrap();
            assert_eq!(run(second, "many[9].i"), "9");
            assert_eq!(run(first, "many[9].i"), "written");
            first.restore_image().unwrap();
        }
        *second = engine(LIMITS);
        assert_eq!(run(first, "many[5].i = 1; many[5].i"), "1");
        first.restore_image().unwrap();
        assert_eq!(run(first, "many[5].i"), "5");
    });
}

#[test]
fn the_entry_is_the_image_s() {
    on_thread(LIMITS, || {
        let (mut engine, mut host) = (Engine::new(LIMITS).unwrap(), Recorder::default());
        let prelude = "n => ({ count: 0, next() { return ++this.count } })";
        let other = "n => ({ next() { return 'other' } })";
        engine
            .load_prelude(&mut host, prelude, "<prelude>")
            .unwrap();
        let mut next = |engine: &mut Engine| engine.call(&mut host, "next", &[]).unwrap();
        assert_eq!(next(&mut engine), Value::Number(1.0));
        engine.take_image();
        assert_eq!(next(&mut engine), Value::Number(2.0));
        assert_eq!(next(&mut engine), Value::Number(3.0));
        engine.restore_image().unwrap();
        assert_eq!(next(&mut engine), Value::Number(2.0));
        let mut host = Recorder::default();
        engine.load_prelude(&mut host, other, "<prelude>").unwrap();
        assert_eq!(
            engine.call(&mut host, "next", &[]),
            Ok(Value::from("other"))
        );
        engine.restore_image().unwrap();
        assert_eq!(engine.call(&mut host, "next", &[]), Ok(Value::Number(2.0)));
    });
}

#[test]
fn an_image_may_hold_what_scripts_made() {
    with_engine(|engine, host| {
        outcome(
            engine,
            host,
            "var kept = new Map([[1, { a: ['é'] }]]); let l = 1",
        );
        engine.take_image();
        outcome(engine, host, "kept.clear(); kept = null; l = 2");
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "kept.get(1).a[0] + l"), "é1");
        engine.restore_image().unwrap();
        assert_eq!(outcome(engine, host, "kept.size"), "1");
    });
}

#[test]
fn random_numbers_are_new_after_each_restore() {
    with_engine(|engine, host| {
        let mut draw =
            |engine: &mut Engine| outcome(engine, host, "[Math.random(), Math.random()].join()");
        let first = draw(engine);
        engine.restore_image().unwrap();
        let second = draw(engine);
        assert_ne!(first, second);
        engine.restore_image().unwrap();
        engine.seed(7);
        let seeded = draw(engine);
        engine.restore_image().unwrap();
        engine.seed(7);
        assert_eq!(draw(engine), seeded);
        assert_ne!(draw(engine), seeded);
    });
}

#[test]
fn random_numbers_are_spread_over_the_unit_interval() {
    with_engine(|engine, host| {
        engine.seed(1);
        let source = "
            let buckets = new Array(10).fill(0);
            for (let i = 0; i < 10000; i++) buckets[Math.floor(Math.random() * 10)]++;
            buckets.length === 10 && buckets.every(n => n > 850 && n < 1150)";
        assert_eq!(outcome(engine, host, source), "Boolean(true)");
        let source = "[Math.random.name, Math.random.length, Object.keys(Math).length].join()";
        assert_eq!(outcome(engine, host, source), "random,0,0");
    });
}

#[test]
fn a_deadline_ends_with_its_run() {
    with_engine(|engine, host| {
        engine.set_deadline(Some(Instant::now() + Duration::from_millis(5)));
        let answer = engine.evaluate(host, "for (;;) {}", "<eval>");
        assert_eq!(answer, Err(Exception::DeadlinePassed));
        engine.restore_image().unwrap();
        assert_eq!(
            outcome(engine, host, "let n = 0; while (n < 1e6) n++; n"),
            "1000000"
        );
    });
}

#[test]
fn without_an_image_there_is_nothing_to_restore() {
    on_thread(LIMITS, || {
        let mut engine = Engine::new(LIMITS).unwrap();
        assert_eq!(engine.restore_image(), Err(Error::NoImage));
        assert_eq!(engine.image_size(), 0);
    });
}

#[test]
fn engines_beside_each_other_do_not_meet() {
    on_thread(LIMITS, || {
        let mut host = Recorder::default();
        let mut engines: Vec<Engine> = (0..4).map(|_| Engine::new(LIMITS).unwrap()).collect();
        for (index, engine) in engines.iter_mut().enumerate() {
            outcome(engine, &mut host, &format!("var mine = {index}"));
            engine.take_image();
        }
        engines.remove(1);
        for (engine, expected) in engines.iter_mut().zip(["0", "2", "3"]) {
            outcome(engine, &mut host, "mine = 'x'");
            engine.restore_image().unwrap();
            assert_eq!(outcome(engine, &mut host, "mine"), expected);
        }
    });
}

/// What a deep recursion and a large heap touched goes back to the system.
#[cfg(target_os = "linux")]
#[test]
fn memory_goes_back_to_the_system() {
    let limits = Limits::default();
    on_thread(limits, || {
        let (mut engine, mut host) = (Engine::new(limits).unwrap(), Recorder::default());
        engine.take_image();
        let at_rest = resident();
        let source = "
            var a = []; for (let i = 0; i < 3e5; i++) a.push({ i });
            function count(n) { return n === 0 ? 0 : 1 + count(n - 1) }
            count(1e5)";
        assert_eq!(outcome(&mut engine, &mut host, source), "100000");
        let at_work = resident();
        engine.restore_image().unwrap();
        let afterwards = resident();
        let megabytes = |bytes: usize| bytes >> 20;
        assert!(at_work > at_rest + (60 << 20), "{}", megabytes(at_work));
        // Tests beside this one use memory as well.
        assert!(
            afterwards + (50 << 20) < at_work,
            "{}",
            megabytes(afterwards)
        );
    });
}

/// Bytes of memory that this process has.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

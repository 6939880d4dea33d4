//! What a prelude can do, and what no script can.

use portcullis_quickjs::{Engine, Value};

use crate::support::{LIMITS, Recorder, on_thread, outcome, thrown, with_engine};

const NATIVE: &str =
    "host,evaluate,classOf,runJobs,memberTrap,elementTrap,brand,targetOf,plainJson";

#[test]
fn the_native_functions_are_no_globals() {
    on_thread(LIMITS, || {
        let (mut engine, mut host) = (Engine::new(LIMITS).unwrap(), Recorder::default());
        let globals = "Object.getOwnPropertyNames(globalThis).join()";
        let before = outcome(&mut engine, &mut host, globals);
        let prelude = "(native => ({ keys: () => Object.getOwnPropertyNames(native).join() }))";
        engine
            .load_prelude(&mut host, prelude, "<prelude>")
            .unwrap();
        assert_eq!(outcome(&mut engine, &mut host, globals), before);
        let keys = engine.call(&mut host, "keys", &[]).unwrap();
        assert_eq!(keys, Value::from(NATIVE));
    });
}

#[test]
fn a_prelude_that_fails_says_why() {
    on_thread(LIMITS, || {
        let (mut engine, mut host) = (Engine::new(LIMITS).unwrap(), Recorder::default());
        for (source, name, message) in [
            ("(", "SyntaxError", "unexpected token in expression: ''"),
            ("1", "TypeError", "not a function"),
            ("() => nothing", "ReferenceError", "nothing is not defined"),
        ] {
            let loaded = engine.load_prelude(&mut host, source, "<prelude>");
            let thrown = thrown(loaded.map(|()| Value::Undefined));
            assert_eq!(thrown.name.as_deref(), Some(name));
            assert_eq!(thrown.message.as_deref(), Some(message));
        }
        assert_eq!(outcome(&mut engine, &mut host, "1"), "1");
    });
}

#[test]
fn without_a_prelude_there_is_nothing_to_call() {
    on_thread(LIMITS, || {
        let (mut engine, mut host) = (Engine::new(LIMITS).unwrap(), Recorder::default());
        let thrown = thrown(engine.call(&mut host, "run", &[]));
        assert_eq!(thrown.name.as_deref(), Some("TypeError"));
    });
}

#[test]
fn classes_are_the_engine_s_whatever_prototypes_say() {
    with_engine(|engine, host| {
        let cases = "
            let poisoned = new Date();
            Object.setPrototypeOf(poisoned, Map.prototype);
            let tagged = { [Symbol.toStringTag]: 'Date' };
            [{}, [], new Date(), /a/, new Map(), new Set(), new WeakMap(), new WeakSet(),
                new Error(), new TypeError(), new Boolean(0), new Number(0), new String(''),
                Object(Symbol()), Object(1n), () => 1, async () => 1, function* () {},
                Promise.resolve(), new Proxy({}, {}), new Proxy(() => 1, {}), new ArrayBuffer(1),
                new SharedArrayBuffer(1), new Uint8Array(1), new Float64Array(1),
                new DataView(new ArrayBuffer(1)), (function () { return arguments })(),
                poisoned, tagged, Math, globalThis, 1, 'a', null, undefined, Symbol()]
                .map(value => native.classOf(value)).join(' ')";
        let expected = "Object Array Date RegExp Map Set WeakMap WeakSet Error Error Boolean Number \
            String Symbol BigInt Function AsyncFunction GeneratorFunction Promise Proxy Proxy \
            ArrayBuffer SharedArrayBuffer Uint8Array Float64Array DataView Arguments Date Object \
            Object Object     ";
        assert_eq!(outcome(engine, host, cases), expected);
        assert_eq!(outcome(engine, host, "native.classOf()"), "Undefined");
    });
}

#[test]
fn evaluated_scripts_are_global_and_their_bindings_found() {
    with_engine(|engine, host| {
        let source = "
            (function () {
                'use strict';
                let local = 1;
                native.evaluate('let l = 1; const c = 2; var v = 3; function f() {}; w = 4', 'a');
                globalThis['no name'] = 5;
                const find = name => { try { return typeof native.evaluate(name, 'b') }
                    catch (e) { return e.name } };
                return ['l', 'c', 'v', 'f', 'w', 'local', 'ä', 'no name', ''].map(find).join();
            })()";
        let expected = "number,number,number,function,number,ReferenceError,ReferenceError,\
            SyntaxError,undefined";
        assert_eq!(outcome(engine, host, source), expected);
    });
}

#[test]
fn errors_of_evaluated_scripts_reach_the_prelude() {
    with_engine(|engine, host| {
        let source = "
            function caller() {
                try { native.evaluate('\\n nothing()', '<eval>') } catch (e) { return e.stack }
            }
            caller()";
        assert_eq!(
            outcome(engine, host, source),
            "    at <eval> (<eval>:2:2)\n"
        );
        let source = "try { native.evaluate('var 1', 'x') } catch (e) { e.name }";
        assert_eq!(outcome(engine, host, source), "SyntaxError");
        let source = "try { native.evaluate('host(2)', 'x') } catch (e) { e.name }";
        assert_eq!(outcome(engine, host, source), "Aborted");
    });
}

#[test]
fn jobs_run_when_the_prelude_asks() {
    with_engine(|engine, host| {
        let source = "
            let seen = [];
            Promise.resolve(1).then(x => { seen.push(x); return 2 }).then(x => seen.push(x));
            seen.push(0);
            native.runJobs();
            seen.join()";
        assert_eq!(outcome(engine, host, source), "0,1,2");
        let source = "Promise.resolve().then(() => host(2)); try { native.runJobs() } catch (e) {}";
        assert_eq!(outcome(engine, host, source), "Aborted");
    });
}

#[test]
fn jobs_run_when_the_caller_asks() {
    with_engine(|engine, host| {
        outcome(
            engine,
            host,
            "var seen = []; (async () => { await 0; seen.push(1) })()",
        );
        assert_eq!(outcome(engine, host, "seen.length"), "0");
        assert_eq!(engine.run_jobs(host), Ok(()));
        assert_eq!(outcome(engine, host, "seen.length"), "1");
    });
}

//! An engine on a thread of its own, and a host that keeps what it is told.

use portcullis_quickjs::{Engine, Exception, Host, Limits, Refusal, Thrown, Value};

/// Keeps what it was called with, and answers by the number of the function.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) calls: Vec<(u32, Vec<Value>)>,
}

/// Answers its first argument.
pub(crate) const ECHO: u32 = 0;
/// Throws a `TypeError` with the text of its first argument.
pub(crate) const THROW: u32 = 1;
/// Ends the run.
pub(crate) const ABORT: u32 = 2;
/// Panics.
pub(crate) const PANIC: u32 = 3;
/// Throws an error whose name is its first argument.
pub(crate) const THROW_NAMED: u32 = 4;

/// A prelude that shows scripts its native functions, as no real one does.
pub(crate) const OPEN_PRELUDE: &str = "
    (function (native) {
        'use strict';
        globalThis.native = native;
        globalThis.host = native.host;
        return {
            run(source) { return String(native.evaluate(source, '<eval>')); },
            add(a, b) { return a + b; },
            last(...all) { return all[all.length - 1]; },
            describe(thrown) { return 'thrown: ' + typeof thrown; },
        };
    })";

// === impl Recorder ===

impl Host for Recorder {
    fn call(&mut self, function: u32, arguments: &[Value]) -> Result<Value, Refusal> {
        self.calls.push((function, arguments.to_vec()));
        let first = arguments.first().cloned().unwrap_or_default();
        let text = first.as_text().unwrap_or("refused").to_owned();
        match function {
            ECHO => Ok(first),
            THROW => Err(Refusal::Throw {
                name: "TypeError".to_owned(),
                message: text,
            }),
            THROW_NAMED => Err(Refusal::Throw {
                name: text,
                message: "named".to_owned(),
            }),
            ABORT => Err(Refusal::Abort),
            PANIC => panic!("the host panics"),
            _ => Ok(Value::Undefined),
        }
    }
}

/// Small enough to be exhausted at once, with room for some thousand calls.
pub(crate) const LIMITS: Limits = Limits {
    memory: 8 << 20,
    stack: 1 << 20,
};

/// Runs `work` with an engine that has the open prelude and its image.
#[track_caller]
pub(crate) fn with_engine<T: Send>(work: impl FnOnce(&mut Engine, &mut Recorder) -> T + Send) -> T {
    with_limits(LIMITS, work)
}

#[track_caller]
pub(crate) fn with_limits<T: Send>(
    limits: Limits,
    work: impl FnOnce(&mut Engine, &mut Recorder) -> T + Send,
) -> T {
    on_thread(limits, || {
        work(&mut engine(limits), &mut Recorder::default())
    })
}

/// An engine of this thread.
#[track_caller]
pub(crate) fn engine(limits: Limits) -> Engine {
    let mut engine = Engine::new(limits).unwrap();
    let mut host = Recorder::default();
    engine
        .load_prelude(&mut host, OPEN_PRELUDE, "<prelude>")
        .unwrap();
    engine.take_image();
    engine
}

/// Runs `work` on a thread with the stack that the limits demand.
pub(crate) fn on_thread<T: Send>(limits: Limits, work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = limits.thread().spawn_scoped(scope, work).unwrap();
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What a script completes with, as text, or how it fails.
pub(crate) fn outcome(engine: &mut Engine, host: &mut Recorder, source: &str) -> String {
    match engine.evaluate(host, source, "<eval>") {
        Ok(value) => shown(&value),
        Err(Exception::Thrown(thrown)) => format!(
            "{}: {}",
            thrown.name.unwrap_or_else(|| "thrown".to_owned()),
            thrown.message.unwrap_or_default()
        ),
        Err(other) => format!("{other:?}"),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// What was thrown.
#[track_caller]
pub(crate) fn thrown(outcome: Result<Value, Exception>) -> Thrown {
    match outcome {
        Err(Exception::Thrown(thrown)) => *thrown,
        other => panic!("nothing was thrown, but {other:?}"),
    }
}

//! What an engine costs: `cargo run --release -p portcullis-quickjs --example measure`.
//!
//! Prints the best and the middle of many rounds in microseconds of wall time, as other work on
//! the machine only ever adds.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use std::{
    error::Error,
    hint,
    time::{Duration, Instant},
};

use portcullis_quickjs::{Engine, Host, Limits, Refusal, Value};

/// Answers nothing.
struct Silent;

impl Host for Silent {
    fn call(&mut self, _: u32, arguments: &[Value]) -> Result<Value, Refusal> {
        hint::black_box(arguments);
        Ok(Value::Undefined)
    }
}

/// Runs a script as a real prelude would, and keeps its objects as large as one.
const PRELUDE: &str = "
    native => {
        const kept = Array.from({ length: 400 }, (_, i) => ({ name: 'kept' + i, call: () => i }));
        const context = {
            grants: [{ roles: ['admin', 'user'] }, { roles: ['viewer'] }],
            metadata: [{ key: 'team', value: 'blue' }],
            setClaim: (name, value) => native.host(1, name, JSON.stringify(value)),
        };
        return {
            run(source) {
                native.evaluate(source, '<eval>');
                return String(native.evaluate('claims', '<eval>')(context));
            },
            kept,
        };
    }";

const SCRIPT: &str = "
    function claims(ctx) {
        const roles = [];
        for (const grant of ctx.grants) {
            for (const role of grant.roles) roles.push(role.toUpperCase());
        }
        const team = ctx.metadata.find(entry => entry.key === 'team');
        ctx.setClaim('roles', roles);
        if (team) ctx.setClaim('team', team.value);
        return roles.length;
    }";

const ROUNDS: usize = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let thread = limits
        .thread()
        .spawn(move || measure(limits).map_err(|error| error.to_string()))?;
    thread
        .join()
        .map_err(|_| "the engine's thread panicked")??;
    Ok(())
}

fn measure(limits: Limits) -> Result<(), Box<dyn Error>> {
    let mut engine = None;
    report(
        "make an engine, load the prelude, take the image",
        200,
        || {
            engine = Some(ready(limits)?);
            Ok(())
        },
    )?;
    let mut engine = engine.ok_or("no engine")?;
    let (used, image) = (engine.memory_used(), engine.image_size());
    println!("{used:>9} bytes in use, {image} in the image");

    report("restore, after nothing", ROUNDS, || {
        Ok(engine.restore_image()?)
    })?;
    let script = [Value::from(SCRIPT)];
    report("restore, and a script of ten lines", ROUNDS, || {
        engine.restore_image()?;
        let answer = engine.call(&mut Silent, "run", &script);
        answer
            .map(|_| ())
            .map_err(|exception| format!("{exception:?}").into())
    })?;
    println!("{:>9} bytes were copied", engine.image_copied());
    for (name, source) in [
        (
            "restore, after 1 MB of objects",
            "var a = []; for (let i = 0; i < 12000; i++) a.push({ i })",
        ),
        (
            "restore, after 10,000 calls",
            "(function f(n) { return n ? f(n - 1) : 0 })(10000)",
        ),
    ] {
        let mut spent = Vec::new();
        for _ in 0..200 {
            let answer = engine.evaluate(&mut Silent, source, "<eval>");
            answer.map_err(|exception| format!("{exception:?}"))?;
            let start = Instant::now();
            engine.restore_image()?;
            spent.push(start.elapsed());
        }
        tell(name, spent);
    }
    Ok(())
}

fn ready(limits: Limits) -> Result<Engine, Box<dyn Error>> {
    let mut engine = Engine::new(limits)?;
    engine
        .load_prelude(&mut Silent, PRELUDE, "<prelude>")
        .map_err(|exception| format!("{exception:?}"))?;
    engine.take_image();
    Ok(engine)
}

fn report(
    name: &str,
    rounds: usize,
    mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut spent = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        work()?;
        spent.push(start.elapsed());
    }
    tell(name, spent);
    Ok(())
}

fn tell(name: &str, mut spent: Vec<Duration>) {
    spent.sort_unstable();
    let micros = |duration: Option<&Duration>| duration.map_or(0.0, |d| d.as_nanos() as f64 / 1e3);
    let (best, middle) = (spent.first(), spent.get(spent.len() / 2));
    println!("{:>9.1} {:>9.1} {name}", micros(best), micros(middle));
}

//! Some callers, each with one trigger after the other.

use std::{
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::ScriptAction;
use portcullis_quickjs::Limits;
use portcullis_runtime::Interpreter;
use portcullis_script_worker::Pool;
use serde_json::{Value, json};

use crate::{
    pool, process,
    trigger::{self, Runner},
};

#[derive(clap::Args)]
pub struct Load {
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    #[arg(long, default_value_t = 1)]
    callers: usize,
    /// In a trigger.
    #[arg(long, default_value_t = 1)]
    actions: usize,
    /// One caller with an engine on its own thread, and no workers.
    #[arg(long, conflicts_with = "callers")]
    here: bool,
}

/// Triggers, one after the other.
#[derive(Default)]
pub struct Run {
    /// Microseconds that each took.
    pub times: Vec<u64>,
    /// The claims of the last.
    answer: String,
}

// === impl Load ===

impl Load {
    pub fn measure(&self) -> anyhow::Result<Value> {
        if self.here {
            let thread = Interpreter::thread(Limits::default());
            return thread::scope(|scope| {
                let work = || {
                    let interpreter = Box::new(Interpreter::new(Limits::default())?);
                    let mut runner = Runner::Here(interpreter);
                    self.measure_with(&mut |actions, until| times_of(&mut runner, actions, until))
                };
                let done = thread.spawn_scoped(scope, work)?.join();
                done.map_err(|_| anyhow::anyhow!("a panic"))?
            });
        }
        let pool = pool::pool()?;
        self.measure_with(&mut |actions, until| self.run(&pool, actions, until))
    }

    fn measure_with(
        &self,
        run: &mut dyn FnMut(&[ScriptAction], Instant) -> anyhow::Result<Run>,
    ) -> anyhow::Result<Value> {
        let actions = trigger::claims(self.actions);
        let until = |seconds| Instant::now() + Duration::from_secs_f64(seconds);
        run(&actions, until(self.seconds / 10.0))?;
        let before = process::processor_time()?;
        let Run { mut times, answer } = run(&actions, until(self.seconds))?;
        times.sort_unstable();
        let used = process::processor_time()? - before;
        let per_action = used.as_secs_f64() * 1e6 / (times.len() * self.actions) as f64;
        Ok(json!({
            "answer": answer,
            "runs": times.len(),
            "cpu_us": per_action,
            "p50_us": quantile(&times, 500),
            "p99_us": quantile(&times, 990),
        }))
    }

    /// Each caller is of an organisation of its own.
    fn run(&self, pool: &Pool, actions: &[ScriptAction], until: Instant) -> anyhow::Result<Run> {
        let mut all = Run::default();
        thread::scope(|scope| {
            let callers = (0..self.callers).map(|number| {
                scope.spawn(move || {
                    let organisation = format!("organisation {number}");
                    times_of(&mut Runner::Pool(pool, &organisation), actions, until)
                })
            });
            let callers: Vec<_> = callers.collect();
            for caller in callers {
                let run = caller.join().map_err(|_| anyhow::anyhow!("a panic"))??;
                all.times.extend(run.times);
                all.answer = run.answer;
            }
            Ok(all)
        })
    }
}

/// How many microseconds each trigger takes until it is time to stop.
pub fn times_of(
    runner: &mut Runner<'_>,
    actions: &[ScriptAction],
    until: Instant,
) -> anyhow::Result<Run> {
    let mut run = Run::default();
    while Instant::now() < until {
        let (took, answer) = trigger::run(runner, actions)?;
        run.times.push(u64::try_from(took.as_micros())?);
        run.answer = answer;
    }
    Ok(run)
}

/// So many thousandths are below it; the times are sorted.
pub fn quantile(times: &[u64], thousandths: usize) -> Option<u64> {
    times.get(times.len() * thousandths / 1000).copied()
}

//! Some callers, each with one trigger after the other.

use std::{
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::ScriptAction;
use portcullis_script_worker::Pool;
use serde_json::{Value, json};

use crate::{pool, process, trigger};

#[derive(clap::Args)]
pub struct Load {
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    #[arg(long, default_value_t = 1)]
    callers: usize,
    /// In a trigger.
    #[arg(long, default_value_t = 1)]
    actions: usize,
}

// === impl Load ===

impl Load {
    pub fn measure(&self) -> anyhow::Result<Value> {
        let pool = pool::pool()?;
        let actions = trigger::claims(self.actions);
        let (_, answer) = trigger::run(&pool, &organisation(0), &actions)?;
        self.run(&pool, &actions, self.seconds / 10.0)?;
        let before = process::processor_time()?;
        let times = self.run(&pool, &actions, self.seconds)?;
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

    fn run(&self, pool: &Pool, actions: &[ScriptAction], seconds: f64) -> anyhow::Result<Vec<u64>> {
        let until = Instant::now() + Duration::from_secs_f64(seconds);
        let mut all = Vec::new();
        thread::scope(|scope| {
            let callers = (0..self.callers).map(|number| {
                scope.spawn(move || times_of(pool, &organisation(number), actions, until))
            });
            let callers: Vec<_> = callers.collect();
            for caller in callers {
                let times = caller.join().map_err(|_| anyhow::anyhow!("a panic"))?;
                all.extend(times?);
            }
            anyhow::Ok(())
        })?;
        all.sort_unstable();
        Ok(all)
    }
}

/// Each caller is of an organisation of its own.
fn organisation(number: usize) -> String {
    format!("organisation {number}")
}

/// How many microseconds each run takes until it is time to stop.
pub fn times_of(
    pool: &Pool,
    organisation: &str,
    actions: &[ScriptAction],
    until: Instant,
) -> anyhow::Result<Vec<u64>> {
    let mut times = Vec::new();
    while Instant::now() < until {
        let (took, _) = trigger::run(pool, organisation, actions)?;
        times.push(u64::try_from(took.as_micros())?);
    }
    Ok(times)
}

/// So many thousandths are below it; the times are sorted.
pub fn quantile(times: &[u64], thousandths: usize) -> Option<u64> {
    times.get(times.len() * thousandths / 1000).copied()
}

//! How long a worker takes to start, and what it holds while it does nothing.

use std::time::{Duration, Instant};

use portcullis_script_worker::Worker;
use serde_json::{Value, json};

use crate::{pool, process, trigger};

const STARTS: usize = 20;

pub fn measure() -> anyhow::Result<Value> {
    // beside workers of the pool, so that the program itself is not counted as theirs alone
    let pool = pool::pool()?;
    for _ in 0..100 {
        trigger::run(
            &mut trigger::Runner::Pool(&pool, "one"),
            &trigger::claims(1),
        )?;
    }
    let launcher = pool::launcher()?;
    let mut starts = Vec::new();
    let before = process::time_of_ended_children()?;
    for _ in 0..STARTS {
        let began = Instant::now();
        Worker::new(launcher.clone()).prepare()?;
        starts.push(began.elapsed());
    }
    let used_by_starts = process::time_of_ended_children()? - before;
    starts.sort_unstable();
    let mut fresh = Worker::new(launcher);
    fresh.prepare()?;
    let fresh_kb = process::private_memory(fresh.process_id().unwrap_or_default())?;
    drop(fresh);
    let used = pool.enter("one", None)?.process_id().unwrap_or_default();
    let mut proportional = process::proportional_memory(std::process::id())?;
    for child in process::children()? {
        proportional += process::proportional_memory(child)?;
    }
    Ok(json!({
        "start_ms": milliseconds(starts.get(STARTS / 2).copied().unwrap_or_default()),
        "start_cpu_ms": milliseconds(used_by_starts / STARTS as u32),
        "fresh_private_kb": fresh_kb,
        "used_private_kb": process::private_memory(used)?,
        "workers": process::children()?.len(),
        "all_kb": proportional,
    }))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

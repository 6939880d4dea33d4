//! An organisation alone, and beside eight endless loops of another.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use portcullis_core::script::{ScriptAction, ScriptErrorKind, TriggerOutcome};
use portcullis_script_worker::Pool;
use serde_json::{Value, json};

use crate::{
    load::{quantile, times_of},
    pool,
    trigger::{self, Runner},
};

#[derive(clap::Args)]
pub struct Fairness {
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
}

/// At once.
const HOSTILE: usize = 8;
const LOOP: &str = "function endless() { for (;;) {} }";
const LOOP_TIME: Duration = Duration::from_secs(1);

// === impl Fairness ===

impl Fairness {
    pub fn measure(&self) -> anyhow::Result<Value> {
        let pool = pool::pool()?;
        let actions = trigger::claims(1);
        let times = |seconds: f64| {
            let until = Instant::now() + Duration::from_secs_f64(seconds);
            let mut times = times_of(&mut Runner::Pool(&pool, "quiet"), &actions, until)?.times;
            times.sort_unstable();
            anyhow::Ok(times)
        };
        times(self.seconds / 10.0)?;
        let quiet = times(self.seconds)?;
        let is_over = AtomicBool::new(false);
        let beside = thread::scope(|scope| {
            for _ in 0..HOSTILE {
                scope.spawn(|| loop_until(&pool, &is_over));
            }
            times(self.seconds / 10.0)?;
            let beside = times(self.seconds);
            is_over.store(true, Ordering::Relaxed);
            beside
        })?;
        let p99 = |times: &[u64]| quantile(times, 990).context("nothing ran");
        Ok(json!({
            "quiet_p50_us": quantile(&quiet, 500),
            "quiet_p99_us": p99(&quiet)?,
            "beside_p50_us": quantile(&beside, 500),
            "beside_p99_us": p99(&beside)?,
            "ratio": p99(&beside)? as f64 / p99(&quiet)? as f64,
        }))
    }
}

fn loop_until(pool: &Pool, is_over: &AtomicBool) -> anyhow::Result<()> {
    let endless = ScriptAction {
        timeout: LOOP_TIME,
        ..trigger::action("endless", LOOP)
    };
    while !is_over.load(Ordering::Relaxed) {
        let hostile = &mut Runner::Pool(pool, "hostile");
        let result = trigger::run_any(hostile, std::slice::from_ref(&endless))?;
        match result.outcome {
            TriggerOutcome::Aborted(error) if error.kind == ScriptErrorKind::TimeoutCall => {}
            other => anyhow::bail!("it did not run into its limit: {other:?}"),
        }
    }
    Ok(())
}

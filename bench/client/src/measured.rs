//! The figures of one run.

use serde_json::{Value, json};

/// What one run measured.
pub struct Measured {
    /// Answers that came, all of them right.
    pub calls: usize,
    /// From the first request to the last answer.
    pub seconds: f64,
    /// User and system time of the target.
    pub cpu_seconds: f64,
    /// In microseconds, one a call.
    pub latencies: Vec<u32>,
}

impl Measured {
    /// As the driver reads it.
    pub fn to_json(mut self) -> Value {
        self.latencies.sort_unstable();
        let quantile = |share: usize| {
            let index = self.latencies.len() * share / 1000;
            self.latencies.get(index).copied()
        };
        json!({
            "calls": self.calls,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "p50_us": quantile(500),
            "p99_us": quantile(990),
        })
    }
}

//! CPU time of another process, as the kernel counts it.

use std::fs;

use anyhow::Context;

/// Linux counts in hundredths of a second for every program, whatever the kernel's own tick.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system seconds of the process since its start.
pub fn seconds(pid: u32) -> anyhow::Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is a name in brackets that may hold blanks.
    let (_, fields) = text.rsplit_once(") ").context("no name in stat")?;
    let fields: Vec<_> = fields.split(' ').collect();
    let (user, system): (u64, u64) = (fields[11].parse()?, fields[12].parse()?);
    Ok((user + system) as f64 / TICKS_PER_SECOND)
}

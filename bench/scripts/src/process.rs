//! What the kernel says of processes.

use std::{fs, process, time::Duration};

use anyhow::Context as _;

/// Linux counts in hundredths of a second for every program, whatever the kernel's own tick.
const TICK: Duration = Duration::from_millis(10);

/// User and system time among the fields of `stat`, of the process and of its children.
const OWN: [usize; 2] = [11, 12];
const OF_CHILDREN: [usize; 2] = [13, 14];

/// User and system time of this process and its children, also of those that ended.
pub fn processor_time() -> anyhow::Result<Duration> {
    let this = stat(process::id())?;
    let mut ticks = ticks(&this, OWN)? + ticks(&this, OF_CHILDREN)?;
    for child in children()? {
        // one that has just ended is counted the next time
        let fields = stat(child);
        ticks += fields.and_then(|it| self::ticks(&it, OWN)).unwrap_or(0);
    }
    Ok(TICK * ticks)
}

/// The same of all children that ended and were waited for.
pub fn time_of_ended_children() -> anyhow::Result<Duration> {
    Ok(TICK * ticks(&stat(process::id())?, OF_CHILDREN)?)
}

/// The processes that this one started.
pub fn children() -> anyhow::Result<Vec<u32>> {
    let this = process::id().to_string();
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|it| it.parse().ok()) else {
            continue;
        };
        // the second field after the name is the parent
        if let Ok(fields) = stat(id)
            && fields.get(1) == Some(&this)
        {
            children.push(id);
        }
    }
    Ok(children)
}

/// Kilobytes that only this process has. Needs the rights to look, for a worker forbids it to others.
pub fn private_memory(id: u32) -> anyhow::Result<u64> {
    memory(id, "Private_")
}

/// Kilobytes, what is shared divided by those who share it.
pub fn proportional_memory(id: u32) -> anyhow::Result<u64> {
    memory(id, "Pss:")
}

fn memory(id: u32, kind: &str) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    let lines = text.lines().filter(|line| line.starts_with(kind));
    let numbers = lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    Ok(numbers.sum())
}

/// The fields after the name, which may hold blanks.
fn stat(id: u32) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = text.rsplit_once(") ").context("no name in stat")?;
    Ok(fields.split(' ').map(str::to_owned).collect())
}

fn ticks(fields: &[String], places: [usize; 2]) -> anyhow::Result<u32> {
    let mut sum = 0;
    for place in places {
        sum += fields.get(place).context("a short stat")?.parse::<u32>()?;
    }
    Ok(sum)
}

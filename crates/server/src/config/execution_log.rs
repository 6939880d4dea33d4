//! How much of the log of executions is kept.

use std::time::Duration;

use portcullis_execution_log::Keep;

use super::{Mistakes, Setting, parse_duration, raw::Raw};

const ENTRIES_MAX: u64 = 10_000_000;
const AGE_MIN: Duration = Duration::from_secs(60);

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Keep> {
    let entries = raw.read(Setting::ExecutionLogEntries, mistakes, parse_entries);
    let age = raw.read(Setting::ExecutionLogAge, mistakes, parse_age);
    Some(Keep {
        entries: entries?,
        age: age?,
    })
}

fn parse_entries(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(entries) if entries <= ENTRIES_MAX => Ok(entries),
        _ => Err(format!(
            "is not a whole number from 0 to {ENTRIES_MAX}; with 0 nothing is kept"
        )),
    }
}

fn parse_age(text: &str) -> Result<Duration, String> {
    let age = parse_duration(text)?;
    if age < AGE_MIN {
        return Err(
            "is too short; at least 1m, and with --execution-log-entries 0 nothing is kept"
                .to_owned(),
        );
    }
    Ok(age)
}

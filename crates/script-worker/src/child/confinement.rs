//! What the process gives up before scripts run in it.

use std::{fs, io};

use portcullis_quickjs::Limits;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getppid, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};

use super::filter;
use crate::Error;

/// Address space beyond the heap and the stack of scripts: the program, the parser with its own needs
/// of stack, messages.
const SCRATCH: usize = 768 << 20;

/// Standard input, output and error.
const STANDARD: u32 = 3;

/// From now on no other process of the user can look inside, and the process ends with the thread
/// that started it.
pub(super) fn begin() -> Result<(), Error> {
    let answer = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    answer.map_err(|errno| system("prctl(PR_SET_DUMPABLE)", errno))?;
    let answer = set_parent_process_death_signal(Some(Signal::KILL));
    answer.map_err(|errno| system("prctl(PR_SET_PDEATHSIG)", errno))?;
    let open = open_descriptors();
    if open.is_empty() {
        Ok(())
    } else {
        Err(Error::OpenDescriptors(open))
    }
}

/// The parent may have died before it could be watched; then another process has taken its place.
pub(super) fn belongs_to(parent: u32) -> Result<(), Error> {
    let now = getppid().map(|pid| pid.as_raw_nonzero().get());
    match now.and_then(|pid| u32::try_from(pid).ok()) {
        Some(pid) if pid == parent => Ok(()),
        _ => Err(Error::NotStartedByParent),
    }
}

/// Locks this process in, for good: limits that cannot be raised again, then a filter on all threads
/// that kills it when it asks the system for more than a script's engine needs.
///
/// # Errors
///
/// When the system has no seccomp, or refuses a limit.
pub fn confine(limits: Limits) -> Result<(), Error> {
    let space = SCRATCH.saturating_add(limits.memory);
    let space = space.saturating_add(limits.stack);
    limit(Resource::As, space as u64)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nofile, 0)?;
    filter::install()
}

fn limit(resource: Resource, most: u64) -> Result<(), Error> {
    let most = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(resource, most).map_err(|errno| system("setrlimit", errno))
}

/// Descriptors beyond the standard ones. The parent leaves none, so this finds mistakes; where there
/// is no `/proc` it finds nothing.
fn open_descriptors() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc/self/fd") else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let mut open: Vec<u32> = names.filter(|number| *number >= STANDARD).collect();
    // the directory itself was open, too, and is closed now
    open.retain(|number| fs::symlink_metadata(format!("/proc/self/fd/{number}")).is_ok());
    open
}

fn system(what: &'static str, errno: rustix::io::Errno) -> Error {
    Error::System {
        what,
        source: io::Error::from(errno),
    }
}

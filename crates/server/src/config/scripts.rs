//! How scripts are run.

use std::path::PathBuf;

use crate::scripts::Policies;

use super::{Mistakes, Setting, process::cores, raw::Raw};

/// Settings of the runner of scripts.
#[derive(Clone, Debug)]
pub struct Scripts {
    /// How many compute at the same time.
    pub workers: usize,
    /// Most bytes of memory for one.
    pub memory: usize,
    /// How they are kept from the rest of the system.
    pub isolation: ScriptIsolation,
    /// The program that workers are made of; none is the one that runs.
    pub program: Option<PathBuf>,
    /// What they may reach by HTTP.
    pub policies: Policies,
}

/// How scripts are kept from the rest of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptIsolation {
    /// In processes behind a seccomp filter.
    Seccomp,
    /// In threads of the server.
    InProcess,
}

/// With one alone a script that loops would keep all organisations waiting.
const WORKERS_DEFAULT_MIN: usize = 2;
const WORKERS_MAX: usize = 256;
const MEBIBYTES_MIN: usize = 8;
const MEBIBYTES_MAX: usize = 1024;

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<Scripts> {
    let workers = raw.read(Setting::ScriptWorkers, mistakes, parse_workers);
    let memory = raw.read(Setting::ScriptMemory, mistakes, parse_memory);
    let isolation = raw.read(Setting::ScriptIsolation, mistakes, parse_isolation);
    let program = raw.read(Setting::ScriptProgram, mistakes, parse_program);
    // each list alone, so that a mistake is told where it was made
    let deny = raw.read(Setting::ScriptDenyList, mistakes, |list| {
        Policies::parse(Some(list), None).map(|_| list.to_owned())
    });
    let allow = raw.read(Setting::ScriptAllowList, mistakes, |list| {
        Policies::parse(None, Some(list)).map(|_| list.to_owned())
    });
    Some(Scripts {
        workers: workers.unwrap_or_else(|| cores().max(WORKERS_DEFAULT_MIN)),
        memory: memory?,
        isolation: isolation?,
        program,
        policies: Policies::parse(deny.as_deref(), allow.as_deref()).ok()?,
    })
}

fn parse_workers(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(workers) if (1..=WORKERS_MAX).contains(&workers) => Ok(workers),
        _ => Err(format!(
            "is not a whole number from 1 to {WORKERS_MAX}; without it there is one per core, but at least {WORKERS_DEFAULT_MIN}"
        )),
    }
}

fn parse_memory(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(mebibytes) if (MEBIBYTES_MIN..=MEBIBYTES_MAX).contains(&mebibytes) => {
            Ok(mebibytes << 20)
        }
        _ => Err(format!(
            "is not a whole number of MiB from {MEBIBYTES_MIN} to {MEBIBYTES_MAX}"
        )),
    }
}

fn parse_isolation(text: &str) -> Result<ScriptIsolation, String> {
    match text {
        "seccomp" => Ok(ScriptIsolation::Seccomp),
        "in-process" => Ok(ScriptIsolation::InProcess),
        _ => Err("is neither seccomp nor in-process".to_owned()),
    }
}

/// Workers are started in `/`, where a relative path would be another one.
fn parse_program(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|_| "names no file".to_owned())
}

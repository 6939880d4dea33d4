//! `portcullis script-worker`, which the server starts for itself.

use std::env;

use super::Error;

/// The subcommand's name.
pub const NAME: &str = "script-worker";

/// Whether this process is to be a worker. It is asked before anything else is read: of what reading all
/// commands takes, each worker would keep 160 kB.
pub fn is_asked_for() -> bool {
    env::args_os().nth(1).is_some_and(|word| word == NAME)
}

/// Runs scripts for the process that started this one.
///
/// # Errors
///
/// When it was started by somebody else, or scripts cannot be locked in here.
pub fn run() -> Result<(), Error> {
    Ok(portcullis_script_worker::serve()?)
}

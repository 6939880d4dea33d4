//! `portcullis script-worker`, which the server starts for itself.

use super::Error;

/// The subcommand's name.
pub const NAME: &str = "script-worker";

pub(super) fn run() -> Result<(), Error> {
    Ok(portcullis_script_worker::serve()?)
}

//! A pool whose workers are this program.

use portcullis_quickjs::Limits;
use portcullis_script_worker::{Bounds, Isolation, Launcher, Pool};

pub fn launcher() -> anyhow::Result<Launcher> {
    let isolation = Isolation::Seccomp {
        program: std::env::current_exe()?,
        arguments: vec!["worker".into()],
    };
    Ok(Launcher::new(isolation, Limits::default())?)
}

/// As the server has it.
pub fn pool() -> anyhow::Result<Pool> {
    let cores = std::thread::available_parallelism()?.get();
    Ok(Pool::new(launcher()?, Bounds::of_places(cores))?)
}

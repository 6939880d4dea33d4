//! Whether others can look inside a worker. Its own word is taken for it: root, whom tests may run as, can
//! look anywhere.

use std::process::{Command, ExitCode, Stdio};

use portcullis_script_worker::serve;
use rustix::process::{DumpableBehavior, dumpable_behavior};

/// Without a parent that talks to it a worker comes as far as here: it gave up what it gives up at once.
pub(crate) fn no_other_process_looks_inside() {
    let this = std::env::current_exe().unwrap();
    let mut opaque = Command::new(this);
    opaque.arg("opaque").stdin(Stdio::null());
    assert!(opaque.status().unwrap().success());
}

pub(crate) fn become_a_worker() -> ExitCode {
    assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::Dumpable));
    serve().unwrap_err();
    assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    ExitCode::SUCCESS
}

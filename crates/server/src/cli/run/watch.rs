//! Runs again whenever one of the files changes.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// Calls `run` now and after each change, until the process is ended.
pub(super) fn forever(files: &[PathBuf], mut run: impl FnMut()) -> ! {
    let mut seen = changes(files);
    loop {
        run();
        // without a reader of stderr there is nobody to tell
        let _ = writeln!(io::stderr(), "waiting for a change; Ctrl-C ends it");
        while changes(files) == seen {
            thread::sleep(PAUSE);
        }
        seen = changes(files);
    }
}

/// When each file was changed last; an editor may be just replacing it.
fn changes(files: &[PathBuf]) -> Vec<Option<SystemTime>> {
    let changed = |file: &Path| fs::metadata(file).and_then(|it| it.modified()).ok();
    files.iter().map(|file| changed(file)).collect()
}

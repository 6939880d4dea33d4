//! Runs again whenever one of the files changes. Each run is a process of its own, so that one that is
//! under way then can be ended, whatever it does.

use std::{
    env, fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, SystemTime},
};

use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{ExecuteTriggerResponse, TestActionRequest};

use super::{RunCommand, flags, request, show, to_json};
use crate::{
    cli::{Error, files::unreadable, output::Format},
    convert::run::tested,
};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(200);
/// How long one that changed is to stay as it is: it may be half written.
const SETTLING: Duration = Duration::from_millis(50);

/// A file, and how the command line calls it.
type Named<'a> = (&'static str, &'a Path);

/// When a file changed last, and its size.
type Stamp = Option<(SystemTime, u64)>;

/// A run on its way.
struct Running {
    child: Child,
    answer: Receiver<String>,
}

/// Whether these can be watched.
pub(super) fn check(files: &[Named<'_>]) -> Result<(), Error> {
    for (name, path) in files {
        if *path == Path::new("-") {
            let text = format!("{name}: stdin cannot be watched; give a file, or no --watch");
            return Err(Error::Usage(text));
        }
        let found = fs::metadata(path).map_err(|error| unreadable(name, path, &error))?;
        if !found.is_file() {
            let path = path.display();
            let text = format!("{name}: {path} is no file, and cannot be watched");
            return Err(Error::Usage(text));
        }
    }
    Ok(())
}

/// Runs now and after each change, until the process is ended. What is wrong with a file is told, for
/// the next change may right it; why nothing can run at all is answered.
pub(super) fn forever(command: &RunCommand, format: Format) -> Error {
    let files = flags::files(command);
    let program = match program() {
        Ok(program) => program,
        Err(source) => {
            let what = "finding this program";
            return Error::Io { what, source };
        }
    };
    let mut seen = changes(&files);
    loop {
        let is_changed = || changes(&files) != seen;
        if let Err(error) = once(&program, command, format, is_changed) {
            tell(&format!("error: {error}"));
        }
        if !is_changed() {
            tell("waiting for a change; Ctrl-C ends it");
        }
        while !is_changed() {
            thread::sleep(PAUSE);
        }
        seen = settled(&files);
    }
}

/// Runs the script once, if nothing changes before its end.
fn once(
    program: &Path,
    command: &RunCommand,
    format: Format,
    is_changed: impl Fn() -> bool,
) -> Result<(), Error> {
    let request = request::of_script(command)?;
    tested(&request, None).map_err(flags::mistake)?;
    let running = Running::start(program, command, &request)?;
    match running.answer(is_changed)? {
        Some(response) => show(&response, &request::scripts(&request), format),
        None => {
            tell("a file changed: the run is ended");
            Ok(())
        }
    }
}

/// This program, on Linux also when its file was replaced by a newer one.
fn program() -> io::Result<PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok("/proc/self/exe".into()),
        false => env::current_exe(),
    }
}

/// What the files are once nobody writes them.
fn settled(files: &[Named<'_>]) -> Vec<Stamp> {
    let mut seen = changes(files);
    loop {
        thread::sleep(SETTLING);
        let now = changes(files);
        if now == seen {
            return now;
        }
        seen = now;
    }
}

fn changes(files: &[Named<'_>]) -> Vec<Stamp> {
    let stamp = |path: &Path| {
        // an editor may be just replacing it
        let found = fs::metadata(path).ok()?;
        Some((found.modified().ok()?, found.len()))
    };
    files.iter().map(|(_, path)| stamp(path)).collect()
}

fn tell(text: &str) {
    // without a reader of stderr there is nobody to tell
    let _ = writeln!(io::stderr(), "{text}");
}

// === impl Running ===

impl Running {
    /// Lets a process run what the flags have become.
    fn start(
        program: &Path,
        command: &RunCommand,
        request: &TestActionRequest,
    ) -> Result<Self, Error> {
        let mut line = to_json(request)?;
        line.push('\n');
        let mut process = Command::new(program);
        process.args(["run", "--request", "-"]);
        if let Some(list) = &command.deny_list {
            process.arg(format!("--deny-list={list}"));
        }
        let process = process.stdin(Stdio::piped()).stdout(Stdio::piped());
        let what = "starting the run";
        let child = process.stderr(Stdio::null()).spawn();
        let mut child = child.map_err(|source| Error::Io { what, source })?;
        if let Some(mut stdin) = child.stdin.take() {
            // a process that does not listen does not answer either
            let _ = stdin.write_all(line.as_bytes());
        }
        let (sender, answer) = mpsc::channel();
        let stdout = child.stdout.take();
        thread::spawn(move || {
            let mut text = String::new();
            if let Some(mut stdout) = stdout {
                let _ = stdout.read_to_string(&mut text);
            }
            let _ = sender.send(text);
        });
        Ok(Self { child, answer })
    }

    /// The answer, unless something changes before.
    fn answer(
        self,
        is_changed: impl Fn() -> bool,
    ) -> Result<Option<ExecuteTriggerResponse>, Error> {
        let text = loop {
            match self.answer.recv_timeout(PAUSE) {
                Err(RecvTimeoutError::Timeout) if is_changed() => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
                answered => break answered.unwrap_or_default(),
            }
        };
        let answer = json::decode(text.as_bytes(), &json::Options::new());
        answer.map(Some).map_err(|_| {
            let text = text.trim();
            Error::Refused(format!("the run ended without an answer: {text}"))
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // one that has ended is only waited for
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! How workers start, and what else can be asked of the command.

use std::{
    fs::File,
    io::Read as _,
    net::Shutdown,
    os::{fd::OwnedFd, unix::net::UnixStream},
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};

use portcullis_quickjs::Limits;
use portcullis_script_worker::{Bounds, Error, Isolation, Launcher, Pool, Worker};
use portcullis_server::cli::script_worker;
use rustix::io::{FdFlags, fcntl_setfd};

use crate::setting::{claim, failure, launcher_with, run, silence, worker};

/// Held while descriptors are open to every process that this one starts, or one is started that must get
/// none.
static DESCRIPTORS: Mutex<()> = Mutex::new(());

fn descriptors() -> MutexGuard<'static, ()> {
    DESCRIPTORS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A worker refuses to start with descriptors that it should not have, so it got none of these.
#[test]
fn inherits_no_descriptor() {
    let _alone = descriptors();
    let file = File::open(env!("CARGO_BIN_EXE_portcullis")).unwrap();
    fcntl_setfd(&file, FdFlags::empty()).unwrap();
    let (stream, _other) = UnixStream::pair().unwrap();
    fcntl_setfd(&stream, FdFlags::empty()).unwrap();
    worker().prepare().unwrap();
}

/// A shell opens one for it: what is open here, other tests close for the processes that they start.
#[test]
fn refuses_descriptors() {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "exec \"$0\" \"$1\" 3</dev/null"]);
    shell.arg(env!("CARGO_BIN_EXE_portcullis"));
    let (stream, _other) = UnixStream::pair().unwrap();
    check(shell, OwnedFd::from(stream).into(), "descriptors");
}

#[test]
fn is_not_for_people() {
    let program = || Command::new(env!("CARGO_BIN_EXE_portcullis"));
    check(program(), Stdio::null(), "socket");
    let (stream, other) = UnixStream::pair().unwrap();
    drop(other);
    check(program(), OwnedFd::from(stream).into(), "gone");
}

#[track_caller]
fn check(mut command: Command, stdin: Stdio, expected: &str) {
    let _alone = descriptors();
    command.arg(script_worker::NAME).stdin(stdin);
    let (journal, _other) = UnixStream::pair().unwrap();
    command.stdout(OwnedFd::from(journal));
    // what a worker is told, and prints; nobody tells it anything
    let (stderr, mut printed) = UnixStream::pair().unwrap();
    printed.shutdown(Shutdown::Write).unwrap();
    command.stderr(OwnedFd::from(stderr));
    let status = command.status().unwrap();
    drop(command);
    assert_eq!(status.code(), Some(1));
    let mut text = String::new();
    printed.read_to_string(&mut text).unwrap();
    assert!(text.contains(expected), "{text}");
}

#[test]
fn tells_why_it_cannot_start() {
    let isolation = Isolation::Seccomp {
        program: "/nowhere/portcullis".into(),
        arguments: Vec::new(),
    };
    let launcher = Launcher::new(isolation, Limits::default()).unwrap();
    let error = Worker::new(launcher).prepare().unwrap_err();
    assert!(matches!(error, Error::Spawn { .. }), "{error}");
    let small = Limits {
        memory: 1 << 10,
        ..Limits::default()
    };
    let error = Pool::new(launcher_with(small), Bounds::of_places(1)).unwrap_err();
    assert!(error.to_string().contains("too small"), "{error}");
    // something that is no worker at all
    let isolation = Isolation::Seccomp {
        program: env!("CARGO_BIN_EXE_portcullis").into(),
        arguments: vec!["--version".into()],
    };
    let launcher = Launcher::new(isolation, Limits::default()).unwrap();
    let error = Worker::new(launcher).prepare().unwrap_err();
    assert!(matches!(error, Error::Start(_)), "{error}");
}

/// Whatever it says.
#[test]
fn garbage_is_no_worker() {
    for said in [
        "garbage garbage",
        "\\0\\0\\0\\0\\377",
        "\\1\\0\\0\\0\\4x",
        "",
    ] {
        let isolation = Isolation::Seccomp {
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), format!("printf '{said}' >&0").into()],
        };
        let launcher = Launcher::new(isolation, Limits::default()).unwrap();
        let error = Worker::new(launcher).prepare().unwrap_err();
        assert!(matches!(error, Error::Start(_)), "{error}");
    }
}

/// The same without a process.
#[test]
fn in_process() {
    let launcher = Launcher::new(Isolation::InProcess, Limits::default()).unwrap();
    let mut worker = Worker::new(launcher);
    let result = run(&mut worker, vec![claim("a")], silence());
    assert_eq!(failure(&result.results[0]), None);
    assert_eq!(result.final_claims_json.unwrap(), "{\"a\":1}");
    assert_eq!(worker.process_id(), None);
}

/// Workers outlive the launcher that they came from.
#[test]
fn lives_as_long_as_it_is_held() {
    let launcher = launcher_with(Limits::default());
    let mut worker = Worker::new(launcher.clone());
    worker.prepare().unwrap();
    let process = worker.process_id();
    drop(launcher);
    let result = run(&mut worker, vec![claim("a")], silence());
    assert_eq!(failure(&result.results[0]), None);
    assert_eq!(worker.process_id(), process);
}

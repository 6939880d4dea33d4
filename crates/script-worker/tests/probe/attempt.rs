//! One thing that is tried.

use std::{
    fs::File,
    io,
    os::unix::{
        net::{UnixDatagram, UnixStream},
        process::ExitStatusExt as _,
    },
    process::{Command, ExitCode, Stdio},
    thread,
    time::Instant,
};

use nix::{
    sys::{ptrace, uio},
    unistd,
};
use portcullis_quickjs::Limits;
use portcullis_script_worker::confine;
use rustix::net;
use rustix::process::{Pid, Signal, getppid, kill_process, set_dumpable_behavior};

/// What no worker may do.
const FORBIDDEN: [&str; 12] = [
    "open",
    "socket",
    "connect",
    "socketpair",
    "execve",
    "fork",
    "thread",
    "ptrace",
    "kill",
    "process_vm_readv",
    "sendmsg",
    "prctl",
];

/// What it may.
const ALLOWED: [&str; 3] = ["memory", "time", "message"];

/// Tries each with and without confinement.
pub(crate) fn check_all() {
    for name in FORBIDDEN {
        assert_eq!(signal(name, "confined"), Some(SIGSYS), "{name}");
        assert_eq!(signal(name, "free"), None, "{name}");
    }
    for name in ALLOWED {
        assert_eq!(signal(name, "confined"), None, "{name}");
    }
    // it ends as it would otherwise, so that this is seen
    let abort = Signal::ABORT.as_raw();
    assert_eq!(signal("abort", "confined"), Some(abort));
}

const SIGSYS: i32 = Signal::SYS.as_raw();

/// The signal that an attempt died of. Without one, it must have come to its end.
#[track_caller]
fn signal(name: &str, how: &str) -> Option<i32> {
    let this = std::env::current_exe().unwrap();
    let status = Command::new(this)
        .args(["probe", name, how])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(
        status.signal().is_some() || status.success(),
        "{name} {how}"
    );
    status.signal()
}

/// Whether it fails does not matter, only whether it is survived.
pub(crate) fn make(name: &str, is_confined: bool) -> ExitCode {
    let datagrams = UnixDatagram::unbound().unwrap();
    let (stream, other) = UnixStream::pair().unwrap();
    if is_confined {
        confine(Limits::default()).unwrap();
    }
    match name {
        "open" => drop(File::open("/etc/passwd")),
        "socket" => drop(UnixDatagram::unbound()),
        "connect" => drop(datagrams.connect("/nowhere")),
        "socketpair" => drop(UnixStream::pair()),
        "execve" => drop(unistd::execve::<&std::ffi::CStr, &std::ffi::CStr>(
            c"/nowhere",
            &[],
            &[],
        )),
        // the standard library forks as C's library does
        "fork" => drop(Command::new("/nowhere").spawn()),
        "thread" => drop(thread::Builder::new().spawn(|| ())),
        "ptrace" => drop(ptrace::attach(unistd::Pid::from_raw(i32::MAX))),
        "kill" => drop(kill_process(parent(), Signal::CONT)),
        "process_vm_readv" => read_parent(),
        "sendmsg" => send_with_address(&stream),
        "prctl" => drop(set_dumpable_behavior(
            rustix::process::DumpableBehavior::Dumpable,
        )),
        "memory" => drop(vec![1_u8; 50 << 20]),
        "time" => drop(Instant::now()),
        "message" => exchange(&stream, &other),
        "abort" => std::process::abort(),
        other => unreachable!("{other}"),
    }
    ExitCode::SUCCESS
}

fn parent() -> Pid {
    getppid().unwrap()
}

fn read_parent() {
    let mut byte = [0];
    let mut local = [std::io::IoSliceMut::new(&mut byte)];
    let remote = uio::RemoteIoVec { base: 0, len: 1 };
    let parent = unistd::Pid::from_raw(parent().as_raw_nonzero().get());
    let _ = uio::process_vm_readv(parent, &mut local, &[remote]);
}

fn send_with_address(stream: &UnixStream) {
    let (bytes, mut control) = (
        [io::IoSlice::new(&[1])],
        net::SendAncillaryBuffer::default(),
    );
    let _ = net::sendmsg(stream, &bytes, &mut control, net::SendFlags::empty());
}

fn exchange(mut one: &UnixStream, mut other: &UnixStream) {
    use std::io::{Read as _, Write as _};
    one.write_all(&[1]).unwrap();
    other.read_exact(&mut [0]).unwrap();
}

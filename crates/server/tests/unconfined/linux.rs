//! See the program.

use std::{
    collections::BTreeMap, os::unix::process::CommandExt as _, path::Path, process::Command,
};

use rustix::process::Signal;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use tempfile::TempDir;

use crate::process::{PROGRAM, Server, run, with_words};

/// A filter that leaves everything but filters. It is the one of this process until its end, whatever
/// program it runs, and of those that it starts.
pub(crate) fn serve_without_seccomp(words: &[String]) {
    let sets_filter = SeccompCondition::new(
        0,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::Eq,
        libc::PR_SET_SECCOMP as u64,
    );
    let sets_filter = SeccompRule::new(vec![sets_filter.unwrap()]).unwrap();
    let refused = BTreeMap::from([
        (libc::SYS_seccomp, Vec::new()),
        (libc::SYS_prctl, vec![sets_filter]),
    ]);
    let filter = SeccompFilter::new(
        refused,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS as u32),
        TargetArch::try_from(std::env::consts::ARCH).unwrap(),
    );
    let program: BpfProgram = filter.unwrap().try_into().unwrap();
    seccompiler::apply_filter(&program).unwrap();
    panic!("{}", Command::new(PROGRAM).args(words).exec());
}

fn server(data_dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("serve");
    let always = [
        "--data-dir",
        data_dir.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
    ];
    with_words(command, &[&always, words].concat(), &[])
}

pub(crate) fn a_server_refuses_to_start() {
    let data = TempDir::new().unwrap();
    let says = [
        "seccomp",
        "Function not implemented",
        "--script-isolation in-process",
    ];
    let seccomp = ["--script-isolation", "seccomp"];
    for words in [&[][..], &seccomp] {
        let finished = run(server(data.path(), words));
        finished.check(1, &says);
        assert_eq!(finished.stdout, "");
    }
    // the first start is still to come
    assert!(!data.path().join("admin.token").exists());
}

pub(crate) fn a_server_starts_without_workers() {
    let data = TempDir::new().unwrap();
    let words = ["--script-isolation", "in-process"];
    let server = Server::spawn(data.path(), server(data.path(), &words));
    server.stop(Signal::TERM).check(0, &["stopped"]);
}

//! A worker whose parent is killed.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{LogLevel, ScriptAction, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{ActionRun, Executor, Job, Nowhere, Outside, Trigger};
use portcullis_script_worker::{Isolation, Launcher, Worker};
use rustix::process::{Pid, Signal, WaitOptions, getpid, set_child_subreaper, waitpid};

/// Runs scripts in a worker, and hears what they say itself.
struct Announcing {
    worker: Worker,
}

/// Says which process the worker is when the script logs something. The script does not wait for it.
struct Announcement(u32);

/// Ends later than any test, unless it is killed.
const SCRIPT: &str = "
    function f() {
        require('zitadel/log').info('at work');
        for (;;) {}
    }";

/// The process that is told of orphans here is the test, so it hears how the worker ended.
pub(crate) fn a_worker_dies_with_its_parent() {
    set_child_subreaper(Some(getpid())).unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .arg("parent")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut lines = BufReader::new(parent.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    let worker = Pid::from_raw(line.trim().parse().unwrap()).unwrap();
    parent.kill().unwrap();
    parent.wait().unwrap();
    let (_, status) = waitpid(Some(worker), WaitOptions::empty())
        .unwrap()
        .unwrap();
    assert_eq!(status.terminating_signal(), Some(Signal::KILL.as_raw()));
}

/// Has a worker at work, says which it is, and is killed then.
pub(crate) fn be_a_parent() -> ExitCode {
    let isolation = Isolation::Seccomp {
        program: std::env::current_exe().unwrap(),
        arguments: vec!["worker".into()],
    };
    let launcher = Launcher::new(isolation, Limits::default()).unwrap();
    let mut announcing = Announcing {
        worker: Worker::new(launcher),
    };
    let action = ScriptAction {
        id: String::new(),
        name: "f".to_owned(),
        script: SCRIPT.into(),
        timeout: Duration::ZERO,
        allowed_to_fail: false,
        is_active: true,
        sequence: 0,
    };
    let trigger = Trigger::new(TriggerRun::new(
        FlowType::CustomiseToken,
        TriggerType::PreUserinfoCreation,
        vec![action],
    ));
    trigger.unwrap().run(&mut announcing, &mut Nowhere);
    ExitCode::FAILURE
}

// === impl Announcing ===

impl Executor for Announcing {
    fn execute(&mut self, job: &Job, _: &mut dyn Outside) -> ActionRun {
        self.worker.prepare().unwrap();
        let id = self.worker.process_id().unwrap();
        self.worker.execute(job, &mut Announcement(id))
    }
}

// === impl Announcement ===

impl Outside for Announcement {
    fn log(&mut self, _: LogLevel, _: &str) -> Result<(), String> {
        writeln!(io::stdout(), "{}", self.0).map_err(|error| error.to_string())
    }

    fn effect(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn fetch(&mut self, _: &str, _: Duration) -> Result<String, String> {
        Err(String::new())
    }

    fn write_metadata(&mut self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn secret(&mut self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }
}

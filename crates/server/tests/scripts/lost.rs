//! A worker that dies takes no more than its action with it.

use portcullis_core::script::ScriptErrorKind::WorkerLost;
use portcullis_script_worker::Worker;
use rustix::process::{Pid, Signal, kill_process};

use crate::setting::{Answering, action, claim, failure, run, worker};

fn kill(worker: &Worker) -> impl FnMut() -> Result<(), String> + use<> {
    let process = worker.process_id().and_then(|it| i32::try_from(it).ok());
    let process = Pid::from_raw(process.unwrap()).unwrap();
    move || {
        kill_process(process, Signal::KILL).unwrap();
        Ok(())
    }
}

#[test]
fn what_was_done_stays() {
    let mut worker = worker();
    worker.prepare().unwrap();
    let script = "function f(ctx, api) {
        api.v1.claims.setClaim('before', 1);
        require('zitadel/log').info('before');
        require('zitadel/http').fetch('http://a.example/');
        api.v1.claims.setClaim('never', 1);
    }";
    let actions = vec![action(script, 10_000), claim("after")];
    let world = Answering(kill(&worker));
    let before = worker.process_id();
    let result = run(&mut worker, actions, world);
    let (kind, message) = failure(&result.results[0]).unwrap();
    assert_eq!(kind, WorkerLost);
    assert!(message.contains("SIGKILL"), "{message}");
    let lines = result.results[0].logs.iter().map(|line| &*line.message);
    assert!(lines.into_iter().any(|line| line == "before"));
    let claims = result.final_claims_json.unwrap();
    assert_eq!(claims, "{\"after\":1,\"before\":1}");
    assert_ne!(worker.process_id(), before);
}

/// One that dies while it waits is replaced before anybody notices.
#[test]
fn dies_at_rest() {
    let mut worker = worker();
    worker.prepare().unwrap();
    let process = worker.process_id();
    kill(&worker)().unwrap();
    // the socket is closed when the process is gone
    let pid = Pid::from_raw(i32::try_from(process.unwrap()).unwrap()).unwrap();
    let ended = rustix::process::WaitIdOptions::EXITED | rustix::process::WaitIdOptions::NOWAIT;
    rustix::process::waitid(rustix::process::WaitId::Pid(pid), ended).unwrap();
    let result = run(&mut worker, vec![claim("a")], crate::setting::silence());
    assert_eq!(failure(&result.results[0]), None);
    assert_ne!(worker.process_id(), process);
}

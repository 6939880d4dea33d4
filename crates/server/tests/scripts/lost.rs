//! A worker that dies takes no more than its action with it.

use portcullis_core::script::{ActionOutcome, ScriptErrorKind::WorkerLost};
use portcullis_script_worker::{Bounds, Pool, Worker};
use rustix::{
    io::Errno,
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid},
};

use crate::setting::{Answering, action, claim, failure, launcher, run, silence, worker};

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

/// It ends the trigger if its action must not fail.
#[test]
fn the_trigger_may_end_with_it() {
    let mut worker = worker();
    worker.prepare().unwrap();
    let script = "function f() { require('zitadel/http').fetch('http://a.example/') }";
    let mut first = action(script, 10_000);
    first.allowed_to_fail = false;
    let world = Answering(kill(&worker));
    let result = run(&mut worker, vec![first, claim("after")], world);
    assert_eq!(failure(&result.results[0]).unwrap().0, WorkerLost);
    assert!(matches!(result.results[1].outcome, ActionOutcome::NotRun));
    assert_eq!(result.final_claims_json, None);
}

/// One that dies while it waits is replaced before anybody notices.
#[test]
fn dies_at_rest() {
    let mut worker = worker();
    worker.prepare().unwrap();
    let process = worker.process_id();
    kill(&worker)().unwrap();
    wait_for_end(process.unwrap());
    let result = run(&mut worker, vec![claim("a")], silence());
    assert_eq!(failure(&result.results[0]), None);
    assert_ne!(worker.process_id(), process);
}

/// The same of one that waits in a pool.
#[test]
fn dies_at_rest_in_a_pool() {
    let pool = Pool::new(launcher(), Bounds::of_places(1)).unwrap();
    let process = pool.enter("1", None).unwrap().process_id().unwrap();
    let pid = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
    wait_for_end(process);
    let mut lease = pool.enter("1", None).unwrap();
    let result = run(&mut lease, vec![claim("a")], silence());
    assert_eq!(failure(&result.results[0]), None);
    assert_ne!(lease.process_id(), Some(process));
}

/// Its sockets are closed when a process is gone. Whoever started it may have noticed already.
fn wait_for_end(process: u32) {
    let process = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    match waitid(WaitId::Pid(process), ended) {
        Ok(_) | Err(Errno::CHILD) => {}
        Err(errno) => panic!("{errno}"),
    }
}

//! A worker does what the same engine does here, for every recorded run.

use std::time::Duration;

use portcullis_core::{
    Timestamp,
    script::{TriggerResult, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Executor, Interpreter, Trigger};

use crate::{
    actions::Tally,
    request, setting,
    world::{self, TestWorld},
};

#[test]
fn recorded_runs_are_the_same_in_a_worker() {
    let limits = Limits::default();
    let here = Interpreter::thread(limits).spawn(move || {
        let mut interpreter = Interpreter::new(limits).unwrap();
        run_all(&mut interpreter)
    });
    let mut worker = setting::worker();
    worker.prepare().unwrap();
    let process = worker.process_id();
    let there = run_all(&mut worker);
    let here = here.unwrap().join().unwrap();
    assert!(here.len() > 100);
    for (here, there) in here.iter().zip(&there) {
        assert_eq!(there, here);
    }
    assert_eq!(
        worker.process_id(),
        process,
        "no run took the worker with it"
    );
}

fn run_all(executor: &mut dyn Executor) -> Vec<String> {
    let cases = Tally::new(false).cases(world::BASE).into_iter();
    let cases = cases.filter(|case| !is_chance(case.id()));
    let results = cases.map(|case| {
        let run = fixed(request::run(&case.request()));
        let result = Trigger::new(run).unwrap().run(executor, &mut TestWorld);
        format!("{}: {:#?}", case.id(), without_times(result))
    });
    results.collect()
}

/// Whether the call's time or the action's, which are the same, is over first.
fn is_chance(id: &str) -> bool {
    id.starts_with("timeout/slow_fetch")
}

/// Nothing of it depends on time or chance.
fn fixed(mut run: TriggerRun) -> TriggerRun {
    let mut test = run.test.unwrap_or_default();
    test.now = Some(Timestamp::from_micros(1_735_787_045_000_000));
    test.random_seed = Some(1);
    run.test = Some(test);
    run
}

fn without_times(mut result: TriggerResult) -> TriggerResult {
    for action in &mut result.results {
        action.load_took = Duration::ZERO;
        action.call_took = Duration::ZERO;
        action.logs.iter_mut().for_each(|line| line.took = None);
        let calls = action.http_calls.iter_mut();
        calls.for_each(|call| call.took = Duration::ZERO);
    }
    result
}

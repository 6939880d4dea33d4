//! Runs what the old engine was recorded to run: each case must come out with the same effects, or be
//! listed with the reason why it does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to fail")]

#[path = "../../../tests/recorded/actions.rs"]
mod actions;
#[path = "recorded/request.rs"]
mod request;
#[path = "recorded/response.rs"]
mod response;
#[path = "../../../tests/shared.rs"]
mod shared;
#[path = "recorded/world.rs"]
mod world;

use portcullis_core::{
    Timestamp,
    script::{TestOptions, TriggerOutcome, TriggerRun},
};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Interpreter, Trigger};
use serde_json::Value;

use self::{actions::Tally, response::response, world::TestWorld};

/// Replaces everything that it can reach.
const POISON: &str = include_str!("recorded/poison.js");

#[test]
fn recorded_runs_have_the_same_effects() {
    check_all("the engine", false);
}

#[test]
fn nothing_is_left_of_a_run_that_poisons_everything() {
    check_all("the engine, each after a poison", true);
}

/// An engine whose image was put back many times does what a new one does.
#[test]
fn a_restored_engine_answers_as_a_fresh_one() {
    let limits = Limits::default();
    let compare = move || {
        let mut restored = Interpreter::new(limits).unwrap();
        let mut compared = 0;
        for case in Tally::new(false).cases(world::BASE) {
            let mut run = request::run(&case.request());
            let test = run.test.get_or_insert_with(|| TestOptions {
                allow_network: true,
                ..TestOptions::default()
            });
            test.random_seed = Some(1);
            test.now = Some(Timestamp::from_micros(1_735_787_045_000_000));
            poison(&mut restored, run.clone());
            let fresh = answer(&mut Interpreter::new(limits).unwrap(), run.clone());
            assert_eq!(answer(&mut restored, run), fresh);
            compared += 1;
        }
        assert!(compared > 100);
    };
    let thread = Interpreter::thread(limits).spawn(compare).unwrap();
    assert!(thread.join().is_ok());
}

fn check_all(suite: &'static str, poisons: bool) {
    let limits = Limits::default();
    let run = Interpreter::thread(limits)
        .spawn(move || run_all(limits, poisons))
        .unwrap();
    run.join().unwrap().check(suite);
}

/// All of them in one engine.
fn run_all(limits: Limits, poisons: bool) -> Tally {
    let mut interpreter = Interpreter::new(limits).unwrap();
    let mut tally = Tally::new(false);
    for case in tally.cases(world::BASE) {
        let run = request::run(&case.request());
        if poisons {
            // once before, so that what is kept of a script is there to be poisoned
            answer(&mut interpreter, run.clone());
            poison(&mut interpreter, run.clone());
        }
        let response = answer(&mut interpreter, run);
        tally.note(&case, &response, None);
    }
    tally
}

/// What a run comes to, in JSON.
fn answer(interpreter: &mut Interpreter, run: TriggerRun) -> Value {
    let result = Trigger::new(run).unwrap().run(interpreter, &mut TestWorld);
    response(&result)
}

/// Lets a script loose in the same trigger, with the same context.
fn poison(interpreter: &mut Interpreter, mut run: TriggerRun) {
    run.actions.truncate(1);
    for action in &mut run.actions {
        action.name = "poison".to_owned();
        action.script = POISON.into();
        action.is_active = true;
        action.timeout = std::time::Duration::ZERO;
    }
    let result = Trigger::new(run).unwrap().run(interpreter, &mut TestWorld);
    let error = match &result.outcome {
        TriggerOutcome::Completed => None,
        TriggerOutcome::Aborted(error) => Some(&error.message),
    };
    assert_eq!(error, None, "the poison works to its end");
}

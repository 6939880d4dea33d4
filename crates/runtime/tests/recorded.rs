//! Runs what the old engine was recorded to run: each case must come out with the same effects, or be
//! listed with the reason why it does not.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "recorded/case.rs"]
mod case;
#[path = "recorded/differences.rs"]
mod differences;
#[path = "recorded/request.rs"]
mod request;
#[path = "recorded/unmatched.rs"]
mod unmatched;
#[path = "recorded/world.rs"]
mod world;

use std::{collections::BTreeMap, io::Write as _};

use portcullis_core::script::{TriggerOutcome, TriggerRun};
use portcullis_quickjs::Limits;
use portcullis_runtime::{Interpreter, Trigger};

use self::{case::Case, unmatched::UNMATCHED, world::TestWorld};

/// What was recorded, one run a line.
const RECORDED: &str = include_str!("../../../tests/recorded/actions.jsonl");

/// Replaces everything that it can reach.
const POISON: &str = include_str!("recorded/poison.js");

#[test]
fn recorded_runs_have_the_same_effects() {
    check_all(false);
}

#[test]
fn nothing_is_left_of_a_run_that_poisons_everything() {
    check_all(true);
}

fn check_all(poisons: bool) {
    let limits = Limits::default();
    let run = Interpreter::thread(limits)
        .spawn(move || run_all(limits, poisons))
        .unwrap();
    let (equal, wrong) = run.join().unwrap();
    let summary = format!("recorded runs: {equal} equal, {} listed\n", UNMATCHED.len());
    std::io::stderr().write_all(summary.as_bytes()).unwrap();
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn run_all(limits: Limits, poisons: bool) -> (usize, Vec<String>) {
    let mut interpreter = Interpreter::new(limits).unwrap();
    let only = std::env::var("CASE").ok();
    let mut listed: BTreeMap<&str, &str> = UNMATCHED.iter().copied().collect();
    let (mut equal, mut wrong) = (0, Vec::new());
    for line in RECORDED.lines() {
        let case = Case::parse(line);
        let reason = listed.remove(case.id());
        if only
            .as_deref()
            .is_some_and(|only| !case.id().contains(only))
        {
            continue;
        }
        let run = request::run(&case.request(world::BASE));
        let mut differences = effects(&case, &mut interpreter, run.clone());
        if poisons {
            poison(&mut interpreter, run.clone());
            differences.extend(effects(&case, &mut interpreter, run));
        }
        match (differences.is_empty(), reason) {
            (true, None) => equal += 1,
            (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{}: equal after all: {reason}", case.id())),
            (false, None) => wrong.push(format!("{}: {}", case.id(), differences.join("\n    "))),
        }
    }
    wrong.extend(
        listed
            .keys()
            .map(|id| format!("{id}: listed, but there is no such case")),
    );
    (equal, wrong)
}

/// What a run did that it should not, or did not.
fn effects(case: &Case, interpreter: &mut Interpreter, run: TriggerRun) -> Vec<String> {
    let result = Trigger::new(run).unwrap().run(interpreter, &mut TestWorld);
    differences::of(case, &result)
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

//! The actions of a trigger, one after the other.
//!
//! What an action did stays, also when it fails and is allowed to. One that fails and is not ends the
//! trigger, and so does one that leaves behind what cannot be sent.

mod recorder;
#[cfg(test)]
mod tests;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use portcullis_core::script::{
    ActionOutcome, ActionResult, LogLevel, ScriptAction, ScriptError, TriggerOutcome,
    TriggerResult, TriggerRun,
};
use serde_json::value::RawValue;

use self::recorder::Recorder;
use crate::{
    interpreter::ActionRun,
    job::{Job, action_time},
    outside::{Outside, World},
    redaction::{Redaction, without_credentials},
    state::State,
};

/// Runs actions for a trigger: an [`Interpreter`](crate::Interpreter), here or in another process.
pub trait Executor {
    /// Runs one action. Whatever goes wrong is in the answer.
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun;
}

/// What an action has that begins when the call's time is over.
const TIME_LEAST: Duration = Duration::from_millis(1);

/// Bytes of a text that tells why an action failed, and when actions of the trigger have told much already.
const ERROR_BYTES_MAX: usize = 256 * 1024;
const SHORT_ERROR_BYTES_MAX: usize = 2000;

/// Bytes of each of what all actions of a trigger tell. An answer has some of it several times.
const TRIGGER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The context is not what the API makes of it.
#[derive(Debug, thiserror::Error)]
#[error("the context of the trigger cannot be read: {0}")]
pub struct BadContext(#[from] serde_json::Error);

/// The actions of a trigger on their way.
#[derive(Debug)]
pub struct Trigger {
    run: TriggerRun,
    context: Arc<str>,
    state: State,
    results: Vec<ActionResult>,
    /// How many steps were counted.
    steps: u32,
    told: Told,
    /// The secrets that were given out.
    redaction: Redaction,
}

/// Bytes that all actions have told so far.
#[derive(Debug, Default)]
struct Told {
    effects: usize,
    lines: usize,
    calls: usize,
    errors: usize,
}

// === impl Trigger ===

impl Trigger {
    /// # Errors
    ///
    /// When the context is not what the API makes of it.
    pub fn new(mut run: TriggerRun) -> Result<Self, BadContext> {
        let state = State::new(&run.context)?;
        let context = std::mem::take(&mut run.context);
        Ok(Self {
            run,
            context: context.into(),
            state,
            results: Vec::new(),
            steps: 0,
            told: Told::default(),
            redaction: Redaction::default(),
        })
    }

    /// Whether there is nothing to run.
    pub fn is_idle(&self) -> bool {
        !self.run.actions.iter().any(|action| action.is_active)
    }

    /// Runs all actions.
    pub fn run(mut self, executor: &mut dyn Executor, world: &mut dyn World) -> TriggerResult {
        let actions = std::mem::take(&mut self.run.actions);
        let mut aborted = None;
        for action in actions {
            if !action.is_active {
                self.leave_out(&action, ActionOutcome::SkippedInactive);
            } else if aborted.is_some() || self.is_too_late() {
                self.leave_out(&action, ActionOutcome::NotRun);
            } else {
                aborted = self.run_action(action, executor, world);
            }
        }
        let is_told = self.run.trigger.has_claims() && aborted.is_none();
        let final_claims_json = is_told.then(|| self.state.final_claims());
        TriggerResult {
            outcome: aborted.map_or(TriggerOutcome::Completed, TriggerOutcome::Aborted),
            results: self.results,
            final_claims_json,
            mutations: self.state.into_mutations(),
        }
    }

    /// Whether the caller stopped waiting.
    fn is_too_late(&self) -> bool {
        self.run.until.is_some_and(|until| until <= Instant::now())
    }

    fn leave_out(&mut self, action: &ScriptAction, outcome: ActionOutcome) {
        let mut result = empty_result(action);
        result.outcome = outcome;
        self.results.push(result);
    }

    /// Runs an action; why the trigger ends with it, if it does.
    fn run_action(
        &mut self,
        action: ScriptAction,
        executor: &mut dyn Executor,
        world: &mut dyn World,
    ) -> Option<ScriptError> {
        let job = self.job(action);
        let began = Instant::now();
        let mut recorder = Recorder::new(self, &job, world);
        recorder.note(LogLevel::Info, "action run started", None);
        let mut run = executor.execute(&job, &mut recorder);
        let took = Some(began.elapsed());
        match &run.error {
            None => recorder.note(LogLevel::Info, "action run succeeded", took),
            Some(error) => {
                let text = format!("action run failed: {}", error.message);
                recorder.note(LogLevel::Error, &text, took);
            }
        }
        let mut result = recorder.finish();
        self.redact(&mut run);
        result.load_took = run.load_took;
        result.call_took = run.call_took;
        result.compat_warnings = run.compat_warnings;
        let aborted = match run.error {
            None => run.left_behind,
            Some(error) if job.action.allowed_to_fail => {
                result.outcome = ActionOutcome::FailedAllowed(error);
                run.left_behind
            }
            Some(error) => {
                result.outcome = ActionOutcome::Failed(error.clone());
                Some(error)
            }
        };
        self.results.push(result);
        if aborted.is_none() {
            self.state.end_action(&job.action.name);
        }
        aborted
    }

    /// No secret leaves by what an action ends with. What it did with one is its author's affair.
    fn redact(&mut self, run: &mut ActionRun) {
        for warning in &mut run.compat_warnings {
            self.redaction.redact_all(warning);
        }
        let most = match self.told.errors {
            0..TRIGGER_BYTES_MAX => ERROR_BYTES_MAX,
            _ => SHORT_ERROR_BYTES_MAX,
        };
        for error in run.error.iter_mut().chain(&mut run.left_behind) {
            let texts = [&mut error.message, &mut error.name, &mut error.stack];
            for text in texts.into_iter().chain(&mut error.thrown_json) {
                let redacted = self.redaction.redact(text, usize::MAX);
                let mut told = without_credentials(&redacted).into_owned();
                // less than what a worker sends at most, so that none was cut within a secret
                told.truncate(told.floor_char_boundary(most));
                self.told.errors += told.len();
                *text = told;
            }
            // half of a value is none
            error
                .thrown_json
                .take_if(|json| serde_json::from_str::<&RawValue>(json).is_err());
        }
    }

    fn job(&self, mut action: ScriptAction) -> Job {
        if let Some(until) = self.run.until {
            let left = until.saturating_duration_since(Instant::now());
            // nothing at all would be no limit
            action.timeout = action_time(&action).min(left).max(TIME_LEAST);
        }
        let test = self.run.test.as_ref();
        let seed = test.and_then(|test| test.random_seed);
        Job {
            flow: self.run.flow,
            trigger: self.run.trigger,
            action,
            profile: self.run.profile,
            context: Arc::clone(&self.context),
            state: self.state.to_json(),
            now: test
                .and_then(|test| test.now)
                .map(|now| now.micros() / 1000),
            seed,
            memory: self.run.memory_limit,
            fail_lookups: test.is_some_and(|test| test.fail_lookups),
        }
    }
}

fn empty_result(action: &ScriptAction) -> ActionResult {
    ActionResult {
        id: action.id.clone(),
        name: action.name.clone(),
        sequence: action.sequence,
        outcome: ActionOutcome::Succeeded,
        load_took: Duration::ZERO,
        call_took: Duration::ZERO,
        logs: Vec::new(),
        steps: Vec::new(),
        http_calls: Vec::new(),
        compat_warnings: Vec::new(),
    }
}

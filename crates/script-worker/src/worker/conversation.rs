//! One run, as the parent hears it.

use std::time::{Duration, Instant};

use portcullis_core::script::{ScriptError, ScriptErrorKind};
use portcullis_runtime::{ActionRun, Job, Outside};

use crate::wire::{Channel, FromWorker, Lost, RunJob, ToWorker};

/// How long past its time a run may say that its time is over.
const GRACE: Duration = Duration::from_millis(250);

/// A run on its way.
struct Conversation<'a> {
    channel: &'a mut Channel,
    outside: &'a mut dyn Outside,
    /// Why the run is to end. What it says afterwards does not count.
    refused: Option<String>,
}

/// Has an action run, and answers what it asks.
pub(super) fn converse(
    channel: &mut Channel,
    job: &Job,
    outside: &mut dyn Outside,
) -> Result<ActionRun, Lost> {
    let time = job.load_timeout() + job.timeout() + GRACE;
    channel.set_deadline(Some(Instant::now() + time));
    channel.send(&RunJob(job))?;
    let mut conversation = Conversation {
        channel,
        outside,
        refused: None,
    };
    loop {
        let said = conversation.channel.receive()?;
        if let Some(run) = conversation.hear(said)? {
            return Ok(run);
        }
    }
}

// === impl Conversation ===

impl Conversation<'_> {
    /// Does what the worker says; the run, when that was its end.
    fn hear(&mut self, said: FromWorker) -> Result<Option<ActionRun>, Lost> {
        match said {
            FromWorker::Done(run) => return Ok(Some(self.finish(*run))),
            FromWorker::Ready | FromWorker::NoSeccomp(_) | FromWorker::Failed(_) => {
                return Err(Lost::Garbled("it started again".to_owned()));
            }
            _ if self.refused.is_some() => {}
            FromWorker::Effect(json) => {
                let done = self.outside.effect(&json);
                self.go_on(done)?;
            }
            FromWorker::Log(level, message) => {
                let done = self.outside.log(level, &message);
                self.go_on(done)?;
            }
            FromWorker::Fetch(request) => {
                let answer = self.outside.fetch(&request);
                self.answer(answer.map(Some))?;
            }
            FromWorker::Lookup(what) => {
                let answer = self.outside.lookup(&what);
                self.answer(answer.map(|()| None))?;
            }
            FromWorker::WriteMetadata { key, json } => {
                let answer = self.outside.write_metadata(&key, &json);
                self.answer(answer.map(|()| None))?;
            }
            FromWorker::Secret(name) => {
                let secret = self.outside.secret(&name);
                self.answer(secret)?;
            }
        }
        Ok(None)
    }

    fn answer(&mut self, answer: Result<Option<String>, String>) -> Result<(), Lost> {
        match self.channel.send(&ToWorker::Answer(answer)) {
            Err(too_large @ Lost::TooLarge(_)) => {
                let text = format!("the answer cannot be used: {too_large}");
                self.channel.send(&ToWorker::Answer(Err(text)))
            }
            sent => sent,
        }
    }

    /// The worker does not wait for this, so that it is told only what it does not expect.
    fn go_on(&mut self, done: Result<(), String>) -> Result<(), Lost> {
        if let Err(text) = done {
            self.refused = Some(text);
            self.channel.send(&ToWorker::Refused)?;
        }
        Ok(())
    }

    /// The run may have ended before it heard that it was refused something.
    fn finish(&mut self, mut run: ActionRun) -> ActionRun {
        if let Some(text) = self.refused.take() {
            run.error = Some(ScriptError::new(ScriptErrorKind::OutputLimit, text));
            run.left_behind = None;
        }
        run
    }
}

#[cfg(test)]
mod tests;

//! One run, as the parent hears it.

use std::time::{Duration, Instant};

use portcullis_core::script::{ScriptError, ScriptErrorKind};
use portcullis_runtime::{ActionRun, Job, Outside};

use crate::wire::{Entry, FromWorker, Lost, ParentLink, RunJob, ToWorker};

/// What a worker may take to begin.
const BEGINNING: Duration = Duration::from_millis(50);

/// How long past its time a run may say that its time is over.
const GRACE: Duration = Duration::from_millis(250);

/// What it takes of a processor to say so, at most.
const NOTICING: Duration = Duration::from_millis(50);

/// How often a worker that got no processor has the grace once more: one that somebody stopped gets none
/// for ever.
const STARVED_MAX: u32 = 8;

/// A run on its way.
pub(super) struct Conversation<'a> {
    link: &'a mut ParentLink,
    /// The processor time of the worker, if it is known.
    clock: &'a dyn Fn() -> Option<Duration>,
    job: &'a Job,
    outside: &'a mut dyn Outside,
    began: Instant,
    /// When the time of loading is over, and when the script is loaded, that of its function.
    ends: Instant,
    is_loaded: bool,
    /// The processor time of the worker when that was noticed.
    used_at_end: Option<Option<Duration>>,
    /// How often it had the grace once more.
    starved: u32,
    /// Why the run is to end. What it says afterwards does not count.
    refused: Option<String>,
}

// === impl Conversation ===

impl<'a> Conversation<'a> {
    pub(super) fn new(
        link: &'a mut ParentLink,
        clock: &'a dyn Fn() -> Option<Duration>,
        job: &'a Job,
        outside: &'a mut dyn Outside,
    ) -> Self {
        let now = Instant::now();
        Self {
            link,
            clock,
            job,
            outside,
            began: now,
            ends: now,
            is_loaded: false,
            used_at_end: None,
            starved: 0,
            refused: None,
        }
    }

    /// Has the action run, and answers what it asks.
    pub(super) fn hold(&mut self) -> Result<ActionRun, Lost> {
        self.end_at(self.began + BEGINNING + self.job.load_timeout());
        self.link.outgoing.send(&RunJob(self.job))?;
        loop {
            self.wait()?;
            let said = self.link.incoming.receive()?;
            self.hear_journal()?;
            if let Some(run) = self.hear(said)? {
                return Ok(run);
            }
        }
    }

    /// What the script did before its worker, which is gone, could say that there is more of it.
    pub(super) fn hear_rest(&mut self) {
        self.allow(Duration::ZERO);
        // nobody is there who could be told anything
        let _ = self.hear_journal();
    }

    /// From now on the run may take so long, and must end soon after.
    fn allow(&mut self, time: Duration) {
        self.end_at(Instant::now() + time);
    }

    fn end_at(&mut self, ends: Instant) {
        self.ends = ends;
        self.used_at_end = None;
        self.starved = 0;
        self.link.set_deadline(ends + GRACE);
    }

    /// Waits for what the worker says. Where it gets no processor to say it, it has the grace again.
    fn wait(&mut self) -> Result<(), Lost> {
        let mut waited = self.wait_until(self.ends);
        if matches!(waited, Err(Lost::Late)) && !self.is_loaded {
            // what lies there was said in time, however late it is heard
            self.link.set_deadline(Instant::now() + GRACE);
            self.hear_journal()?;
            if self.is_loaded {
                waited = self.wait_until(self.ends);
            }
        }
        while matches!(waited, Err(Lost::Late)) && self.starved <= STARVED_MAX {
            let before = *self.used_at_end.get_or_insert_with(self.clock);
            waited = self.wait_until(self.ends + GRACE * (self.starved + 1));
            if waited.is_ok() || !is_starved(before, (self.clock)()) {
                break;
            }
            self.starved += 1;
        }
        waited
    }

    /// What the worker begins to say by then, it may take the grace to finish.
    fn wait_until(&mut self, until: Instant) -> Result<(), Lost> {
        self.link.set_deadline(until);
        let waited = self.link.incoming.wait();
        self.link.set_deadline(until + GRACE);
        waited
    }

    /// Asks outside. When that takes longer than the run has, it is not the worker that is late; and what
    /// it waited for a place is not the run's time.
    fn ask<T>(&mut self, question: impl FnOnce(&mut dyn Outside) -> T) -> Result<T, Lost> {
        let is_in_time = Instant::now() < self.ends;
        let answer = question(self.outside);
        let waited = self.outside.waited();
        if !waited.is_zero() {
            self.began += waited;
            self.end_at(self.ends + waited);
        }
        if is_in_time && Instant::now() > self.ends {
            self.allow(Duration::ZERO);
        }
        if !waited.is_zero() {
            self.link.outgoing.send(&ToWorker::Waited(waited))?;
        }
        Ok(answer)
    }

    fn hear_journal(&mut self) -> Result<(), Lost> {
        let mut is_all = false;
        loop {
            let entry: Entry<String> = match self.link.journal.receive_sent(&mut is_all) {
                Ok(Some(entry)) => entry,
                // how it went, the other socket tells
                Ok(None) | Err(Lost::Closed) => return Ok(()),
                Err(lost) => return Err(lost),
            };
            match entry {
                Entry::Loaded(_) if self.is_loaded => {
                    return Err(Lost::Garbled("it was loaded twice".to_owned()));
                }
                Entry::Loaded(took) => {
                    self.is_loaded = true;
                    let took = took.min(self.job.load_timeout());
                    self.end_at(self.began + BEGINNING + took + self.job.timeout());
                }
                Entry::Effect(json) if self.refused.is_none() => {
                    let done = self.outside.effect(&json);
                    self.go_on(done)?;
                }
                Entry::Effect(_) => {}
            }
        }
    }

    /// Does what the worker says; the run, when that was its end.
    fn hear(&mut self, said: FromWorker) -> Result<Option<ActionRun>, Lost> {
        match said {
            FromWorker::Done(run) => return Ok(Some(self.finish(*run))),
            FromWorker::Ready | FromWorker::NoSeccomp(_) | FromWorker::Failed(_) => {
                return Err(Lost::Garbled("it started again".to_owned()));
            }
            // the journal was heard already
            FromWorker::Listen => {}
            _ if self.refused.is_some() => {}
            FromWorker::Log(level, message) => {
                let done = self.outside.log(level, &message);
                self.go_on(done)?;
            }
            FromWorker::Fetch { request, within } => {
                // whoever took over a worker says what it likes
                let left = self.ends.saturating_duration_since(Instant::now());
                let within = within.min(left + GRACE);
                let answer = self.ask(|outside| outside.fetch(&request, within))?;
                self.answer(answer.map(Some))?;
            }
            FromWorker::WriteMetadata { key, json } => {
                let answer = self.ask(|outside| outside.write_metadata(&key, &json))?;
                self.answer(answer.map(|()| None))?;
            }
            FromWorker::Secret(name) => {
                let secret = self.ask(|outside| outside.secret(&name))?;
                self.answer(secret)?;
            }
        }
        Ok(None)
    }

    fn answer(&mut self, answer: Result<Option<String>, String>) -> Result<(), Lost> {
        match self.link.outgoing.send(&ToWorker::Answer(answer)) {
            Err(too_large @ Lost::TooLarge(_)) => {
                let text = format!("the answer cannot be used: {too_large}");
                self.link.outgoing.send(&ToWorker::Answer(Err(text)))
            }
            sent => sent,
        }
    }

    /// The worker does not wait for this, so that it is told only what it does not expect.
    fn go_on(&mut self, done: Result<(), String>) -> Result<(), Lost> {
        if let Err(text) = done {
            self.refused = Some(text);
            self.link.outgoing.send(&ToWorker::Refused)?;
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

/// Whether a worker whose processor time was that got too little of it to say anything.
fn is_starved(before: Option<Duration>, after: Option<Duration>) -> bool {
    let used = before.zip(after);
    used.is_some_and(|(before, after)| after.saturating_sub(before) < NOTICING)
}

#[cfg(test)]
mod tests;

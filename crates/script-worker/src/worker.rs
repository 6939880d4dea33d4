//! The parent's side of one worker.

mod conversation;
mod launcher;
mod life;

use std::time::{Duration, Instant};

use portcullis_core::script::{ScriptError, ScriptErrorKind};
use portcullis_runtime::{ActionRun, Executor, Job, Outside};

use self::{conversation::Conversation, life::Life};
use crate::{
    Error,
    wire::{Lost, ParentLink},
};

pub use launcher::{Isolation, Launcher};

/// Runs actions in a process of its own, one at a time, and replaces the process when it dies.
///
/// Whoever shares one between organisations lets the scripts of one meet what an attacker left there.
#[derive(Debug)]
pub struct Worker {
    launcher: Launcher,
    process: Option<Process>,
}

/// A process that waits for runs, or is at one.
#[derive(Debug)]
pub(crate) struct Process {
    link: ParentLink,
    life: Life,
    started: Instant,
}

// === impl Worker ===

impl Worker {
    /// A worker whose process is started when it is needed.
    pub fn new(launcher: Launcher) -> Self {
        Self {
            launcher,
            process: None,
        }
    }

    /// Starts the process, if there is none.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn prepare(&mut self) -> Result<(), Error> {
        if self.process.is_none() {
            self.process = Some(self.launcher.launch()?);
        }
        Ok(())
    }

    /// The id of the process, if it has one: it may have died, or be no process at all.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref()?.life.process_id()
    }

    /// How old the process is, if there is one as far as is known.
    pub(crate) fn age(&self) -> Option<Duration> {
        let process = self.process.as_ref()?;
        Some(process.started.elapsed())
    }

    /// Whether the process died while it waited, or says what nobody asked.
    pub(crate) fn is_lost(&self) -> bool {
        let process = self.process.as_ref();
        process.is_some_and(|it| it.link.incoming.has_news())
    }

    /// A process that died while it waited takes no run with it.
    fn take_process(&mut self) -> Result<Process, Error> {
        if self.is_lost() {
            self.process = None;
        }
        match self.process.take() {
            Some(process) => Ok(process),
            None => self.launcher.launch(),
        }
    }
}

impl Executor for Worker {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        let mut process = match self.take_process() {
            Ok(process) => process,
            Err(error) => return lost(error.to_string(), Instant::now()),
        };
        let began = Instant::now();
        let id = process.life.process_id();
        let clock = || Life::processor_time(id);
        let mut conversation = Conversation::new(&mut process.link, &clock, job, outside);
        let run = match conversation.hold() {
            Ok(run) => run,
            // nothing was said, so the worker is as good as before
            Err(Lost::TooLarge(bytes)) => lost(
                format!("the context of {bytes} bytes is too large for a worker"),
                began,
            ),
            Err(why) => {
                let text = process.life.end(&why);
                conversation.hear_rest();
                return lost(text, began);
            }
        };
        self.process = Some(process);
        run
    }
}

fn lost(message: String, began: Instant) -> ActionRun {
    ActionRun {
        error: Some(ScriptError::new(ScriptErrorKind::WorkerLost, message)),
        call_took: began.elapsed(),
        ..ActionRun::default()
    }
}

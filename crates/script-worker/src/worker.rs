//! The parent's side of one worker.

mod conversation;
mod launcher;
mod life;

use std::time::Instant;

use portcullis_core::script::{ScriptError, ScriptErrorKind};
use portcullis_runtime::{ActionRun, Executor, Job, Outside};

use self::{conversation::converse, life::Life};
use crate::{
    Error,
    wire::{Channel, Lost},
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
    channel: Channel,
    life: Life,
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

    /// Whether there is a process, as far as is known.
    pub(crate) fn is_ready(&self) -> bool {
        self.process.is_some()
    }

    /// A process that died while it waited takes no run with it.
    fn live_process(&mut self) -> Result<&mut Process, Error> {
        if let Some(process) = &self.process
            && process.channel.has_news()
        {
            self.process = None;
        }
        self.prepare()?;
        let process = self.process.as_mut();
        process.ok_or_else(|| Error::Start("it is gone".to_owned()))
    }
}

impl Executor for Worker {
    fn execute(&mut self, job: &Job, outside: &mut dyn Outside) -> ActionRun {
        let process = match self.live_process() {
            Ok(process) => process,
            Err(error) => return lost(error.to_string(), Instant::now()),
        };
        let began = Instant::now();
        match converse(&mut process.channel, job, outside) {
            Ok(run) => run,
            // nothing was said, so the worker is as good as before
            Err(Lost::TooLarge(bytes)) => lost(
                format!("the context of {bytes} bytes is too large for a worker"),
                began,
            ),
            Err(why) => match self.process.take() {
                Some(process) => lost(process.life.end(&why), began),
                None => lost(why.to_string(), began),
            },
        }
    }
}

fn lost(message: String, began: Instant) -> ActionRun {
    ActionRun {
        error: Some(ScriptError::new(ScriptErrorKind::WorkerLost, message)),
        call_took: began.elapsed(),
        ..ActionRun::default()
    }
}

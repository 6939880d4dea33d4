//! What lies outside of a run, at the other end of the socket.

use std::time::Duration;

use portcullis_core::script::LogLevel;
use portcullis_runtime::Outside;

use crate::wire::{Entry, FromWorker, Lost, PAYLOAD_MAX, ToWorker, WorkerLink, cut};

/// The most bytes of a log line that go over; far less is kept.
const LOG_BYTES_MAX: usize = 64 << 10;

/// Tells the parent, and asks it.
#[derive(Debug)]
pub(super) struct Remote<'a> {
    link: &'a mut WorkerLink,
    waited: Duration,
    /// The run is to end; whatever it still does, the parent must not hear it.
    ended: bool,
}

// === impl Remote ===

impl<'a> Remote<'a> {
    pub(super) fn new(link: &'a mut WorkerLink) -> Self {
        Self {
            link,
            waited: Duration::ZERO,
            ended: false,
        }
    }

    /// Says something that needs no answer. A message in the socket outlives this process, so it was
    /// told before the script goes on.
    fn tell(&mut self, message: &FromWorker) -> Result<(), String> {
        if self.is_over() {
            return Err(self.end());
        }
        let sent = self.link.outgoing.send(message);
        self.check(sent)
    }

    /// Writes into the journal.
    fn note(&mut self, entry: &Entry<&str>) -> Result<(), String> {
        if self.ended {
            return Err(self.end());
        }
        let WorkerLink {
            outgoing, journal, ..
        } = &mut *self.link;
        let mut was_full = false;
        let sent = journal.send_or(entry, || {
            was_full = true;
            outgoing.send(&FromWorker::Listen)
        });
        self.check(sent)?;
        // who did that much may have been refused it
        if was_full && self.is_over() {
            return Err(self.end());
        }
        Ok(())
    }

    /// All that can come unasked is that the run is to end.
    fn is_over(&self) -> bool {
        self.ended || self.link.incoming.has_news()
    }

    fn check(&mut self, sent: Result<(), Lost>) -> Result<(), String> {
        match sent {
            Ok(()) => Ok(()),
            Err(lost @ Lost::TooLarge(_)) => Err(lost.to_string()),
            Err(_) => Err(self.end()),
        }
    }

    fn ask(&mut self, message: &FromWorker) -> Result<Option<String>, String> {
        self.tell(message)?;
        loop {
            match self.link.incoming.receive() {
                Ok(ToWorker::Waited(time)) => self.waited += time,
                Ok(ToWorker::Answer(answer)) => return answer,
                _ => return Err(self.end()),
            }
        }
    }

    /// Nobody hears the text: the parent knows why, or is gone.
    fn end(&mut self) -> String {
        self.ended = true;
        "the run was ended".to_owned()
    }
}

impl Outside for Remote<'_> {
    fn effect(&mut self, json: &str) -> Result<(), String> {
        self.note(&Entry::Effect(json))
    }

    fn loaded(&mut self, took: Duration) {
        // whoever is gone is noticed later
        let _ = self.note(&Entry::Loaded(took));
    }

    fn log(&mut self, level: LogLevel, message: &str) -> Result<(), String> {
        let message = cut(message, LOG_BYTES_MAX).to_owned();
        self.tell(&FromWorker::Log(level, message))
    }

    fn fetch(&mut self, request: &str, within: Duration) -> Result<String, String> {
        if request.len() > PAYLOAD_MAX {
            return Err(Lost::TooLarge(request.len()).to_string());
        }
        let request = request.to_owned();
        let answer = self.ask(&FromWorker::Fetch { request, within })?;
        Ok(answer.unwrap_or_default())
    }

    fn waited(&mut self) -> Duration {
        std::mem::take(&mut self.waited)
    }

    fn write_metadata(&mut self, key: &str, json: &str) -> Result<(), String> {
        let (key, json) = (key.to_owned(), json.to_owned());
        let written = self.ask(&FromWorker::WriteMetadata { key, json });
        written.map(drop)
    }

    fn secret(&mut self, name: &str) -> Result<Option<String>, String> {
        self.ask(&FromWorker::Secret(name.to_owned()))
    }
}

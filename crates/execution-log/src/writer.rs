//! The thread that writes: entries in batches, and what is taken out between them.

mod prune;

use std::{path::Path, sync::Arc, thread, time::Duration};

use portcullis_core::{
    Clock,
    execution::{Entry, Execution},
    id::OrgId,
};
use portcullis_sqlite_file as file;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::watch;

use crate::{
    Error, Options,
    dropped::Dropped,
    queue::{Noted, Queue},
    table,
    watchers::Watchers,
};

use prune::Prune;

/// What the thread shares with the handle of the log.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) queue: Arc<Queue>,
    pub(crate) watchers: Arc<Watchers>,
    pub(crate) dropped: Arc<Dropped>,
}

/// What lives on the thread.
struct Writer {
    connection: Connection,
    shared: Shared,
    prune: Prune,
    prune_interval: Duration,
    last_number: u64,
    /// Whether the last time failed.
    failing: bool,
    /// How many of those accepted were dealt with. Gone with the thread, which is how the end becomes
    /// known.
    handled: watch::Sender<u64>,
}

/// Starts the thread on a connection to `path`. What is given back counts the entries that were dealt
/// with.
pub(crate) fn start(
    (path, connection): (&Path, Connection),
    clock: Arc<dyn Clock>,
    shared: Shared,
    options: &Options,
) -> Result<watch::Receiver<u64>, Error> {
    let named = |reason| file::Error::at(path, reason);
    let (handled, seen) = watch::channel(0);
    let writer = Writer {
        last_number: table::last_number(&connection).map_err(named)?,
        prune: Prune::new(&connection, clock, options).map_err(named)?,
        connection,
        shared,
        prune_interval: options.prune_interval,
        failing: false,
        handled,
    };
    thread::Builder::new()
        .name("execution-log".to_owned())
        .spawn(|| writer.run())
        .map_err(Error::Thread)?;
    Ok(seen)
}

// === impl Shared ===

impl Shared {
    /// Counts an execution that is not kept.
    pub(crate) fn drop(&self, org: &OrgId, execution: &Execution) {
        let is_first = self.dropped.count(org);
        if is_first {
            tracing::warn!(%org, "entries of the log of executions are dropped; the answer to ListExecutions tells how many");
        }
        self.watchers.dropped(org, execution);
    }
}

// === impl Writer ===

impl Writer {
    fn run(mut self) {
        let mut idle = Duration::ZERO;
        while let Some(batch) = self.shared.queue.take(idle) {
            let count = batch.len() as u64;
            let kept = self.keep(batch);
            self.handled.send_modify(|handled| *handled += count);
            let more = kept.and(self.prune.step(&self.connection));
            idle = match more {
                Ok(true) => Duration::ZERO,
                Ok(false) | Err(_) => self.prune_interval,
            };
            self.tell(more.err());
        }
        let moved = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "the write-ahead log stays beside the log of executions");
        }
    }

    /// Writes the entries, all or none, and tells whoever watches.
    fn keep(&mut self, batch: Vec<Noted>) -> rusqlite::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let numbers = self.last_number + 1..;
        let entry = |(number, noted): (u64, Noted)| {
            let execution = noted.execution;
            (noted.org, Arc::new(Entry { number, execution }))
        };
        let entries: Vec<_> = numbers.zip(batch).map(entry).collect();
        let written = self.write(&entries);
        for (org, entry) in &entries {
            match written {
                Ok(()) => {
                    self.prune.added(org);
                    self.shared.watchers.added(org, entry);
                }
                Err(_) => self.shared.drop(org, &entry.execution),
            }
        }
        written
    }

    fn write(&mut self, entries: &[(OrgId, Arc<Entry>)]) -> rusqlite::Result<()> {
        let last = self.last_number + entries.len() as u64;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        if self.prune.keeps() {
            for (org, entry) in entries {
                table::add(&transaction, org, entry)?;
            }
        }
        table::set_last_number(&transaction, last)?;
        transaction.commit()?;
        self.last_number = last;
        Ok(())
    }

    /// Logs that writing fails, and that it works again, once each.
    fn tell(&mut self, error: Option<rusqlite::Error>) {
        match error {
            Some(error) if !self.failing => {
                tracing::error!(%error, "the log of executions cannot be written");
                self.failing = true;
            }
            None if self.failing => {
                tracing::info!("the log of executions is written again");
                self.failing = false;
            }
            _ => {}
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if thread::panicking() {
            tracing::error!("the log of executions has stopped: nothing is logged any more");
        }
        self.shared.queue.close();
        while let Some(batch) = self.shared.queue.take(Duration::ZERO) {
            for noted in batch {
                self.shared.drop(&noted.org, &noted.execution);
            }
        }
        self.shared.watchers.end();
    }
}

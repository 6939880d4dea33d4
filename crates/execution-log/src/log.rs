//! The port, joined from its parts: queue and writer, readers, watchers.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use portcullis_core::{
    Clock, Result,
    execution::{Execution, ExecutionFilter, ExecutionPage, ExecutionSearch},
    id::OrgId,
    ports::{ExecutionLog, ExecutionWatch},
};
use tokio::sync::watch;

use crate::{
    Error, Keep, Options, connection,
    dropped::Dropped,
    queue::{Noted, Queue},
    readers::Readers,
    search,
    watchers::Watchers,
    writer::{self, Shared},
};

/// The log in one SQLite file, which no other process may write.
#[derive(Debug)]
pub struct SqliteExecutionLog {
    pub(crate) shared: Shared,
    /// How many of those accepted were dealt with.
    handled: watch::Receiver<u64>,
    readers: Arc<Readers>,
    keep: Keep,
}

// === impl SqliteExecutionLog ===

impl SqliteExecutionLog {
    /// Opens the file at `path`, and makes it if there is none.
    ///
    /// # Errors
    /// Refuses a file that is no log, that is ahead of us, damaged, or cannot be written.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, options: &Options) -> Result<Self, Error> {
        let connection = connection::writer(path, options.busy_timeout)?;
        let shared = Shared {
            queue: Arc::new(Queue::new(options)),
            watchers: Arc::new(Watchers::new(options)),
            dropped: Arc::new(Dropped::default()),
        };
        let handled = writer::start((path, connection), clock, shared.clone(), options)?;
        Ok(Self {
            shared,
            handled,
            readers: Arc::new(Readers::new(path.to_owned(), options)),
            keep: options.keep,
        })
    }

    /// Waits until everything noted so far is written or dropped.
    async fn settle(&self) {
        let noted = self.shared.queue.hurry();
        // Fails when the thread is gone, and then there is nothing to wait for.
        let _ = self.handled.clone().wait_for(|done| *done >= noted).await;
    }
}

#[async_trait]
impl ExecutionLog for SqliteExecutionLog {
    fn note(&self, org: &OrgId, executions: &mut dyn Iterator<Item = Execution>) {
        if self.keep.is_nothing() && !self.shared.watchers.watch_any(org) {
            return;
        }
        let noted = executions.map(|execution| Noted::new(org, execution));
        for refused in self.shared.queue.add(noted.collect()) {
            self.shared.drop(&refused.org, &refused.execution);
        }
    }

    async fn list(&self, org: &OrgId, search: &ExecutionSearch) -> Result<ExecutionPage> {
        self.settle().await;
        let (asked, search) = (org.clone(), search.clone());
        let entries = self
            .readers
            .read(move |connection| search::page(connection, &asked, &search))
            .await?;
        Ok(ExecutionPage {
            entries,
            dropped: self.shared.dropped.of(org),
        })
    }

    fn watch(&self, org: &OrgId, filter: ExecutionFilter) -> Result<Box<dyn ExecutionWatch>> {
        self.shared.watchers.watch(org, filter)
    }

    fn end_watches(&self) {
        self.shared.watchers.end();
    }

    async fn close(&self) {
        self.readers.close();
        self.shared.queue.close();
        let mut handled = self.handled.clone();
        while handled.changed().await.is_ok() {}
    }
}

impl Drop for SqliteExecutionLog {
    fn drop(&mut self) {
        self.shared.queue.close();
    }
}

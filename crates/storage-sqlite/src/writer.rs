//! The thread that writes, and the handle that commands reach it by.
//!
//! It knows nothing of who waits: an answer that nobody takes any more is dropped.

mod alone;
mod batch;
mod command;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use portcullis_core::{Clock, Command, Context, Error, Outcome, Result};
use rusqlite::Connection;
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot, watch,
};

use crate::Options;

/// Counts the commits of this process, so that readers need not ask the file for them.
pub(crate) type Commits = Arc<AtomicU64>;

/// Hands commands to the thread. The thread ends once the handle is closed or dropped and
/// everything accepted is answered.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Message>>>,
    ended: watch::Receiver<()>,
}

/// A command on its way.
pub(crate) struct Job {
    command: Command,
    context: Context,
    answer: oneshot::Sender<Result<Outcome>>,
}

/// What the thread can be told.
enum Message {
    Job(Box<Job>),
    /// Something to be done between two batches.
    Run(Box<dyn FnOnce(&Connection) + Send>),
}

/// What lives on the thread.
struct Thread {
    connection: Connection,
    clock: Arc<dyn Clock>,
    commits: Commits,
    queue: mpsc::Receiver<Message>,
    batch: usize,
    /// Dropped with the rest, which is how the end becomes known.
    _ended: watch::Sender<()>,
}

const CLOSED: Error = Error::Unavailable("the store is closed");

/// Only a restart helps then; until it comes the store is not ready.
const STOPPED: Error = Error::Unavailable("the store has stopped writing");

// === impl Writer ===

impl Writer {
    /// Starts the thread on `connection`.
    pub(crate) fn start(
        connection: Connection,
        clock: Arc<dyn Clock>,
        commits: Commits,
        options: &Options,
    ) -> std::io::Result<Self> {
        let (sender, queue) = mpsc::channel(options.queue.max(1));
        let (ended_sender, ended) = watch::channel(());
        let thread = Thread {
            connection,
            clock,
            commits,
            queue,
            batch: options.batch.max(1),
            _ended: ended_sender,
        };
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(|| thread.run())?;
        Ok(Self {
            queue: Mutex::new(Some(sender)),
            ended,
        })
    }

    /// Queues a command and waits until it is on disk or refused.
    pub(crate) async fn execute(&self, command: Command, context: Context) -> Result<Outcome> {
        let (answer, answered) = oneshot::channel();
        let job = Job {
            command,
            context,
            answer,
        };
        self.send(Message::Job(Box::new(job)))?;
        answered.await.unwrap_or(Err(STOPPED))
    }

    /// Whether the thread takes commands.
    pub(crate) fn ready(&self) -> Result<()> {
        match self.lock().as_ref() {
            None => Err(CLOSED),
            Some(queue) if queue.is_closed() => Err(STOPPED),
            Some(_) => Ok(()),
        }
    }

    /// Refuses new commands and waits until those accepted are done.
    pub(crate) async fn close(&self) {
        self.lock().take();
        let mut ended = self.ended.clone();
        // Nothing is ever sent: the only news is that the thread is gone.
        while ended.changed().await.is_ok() {}
    }

    /// Runs `work` in a transaction of its own, between two batches. Its refusal undoes it.
    pub(crate) async fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.send(Message::Run(Box::new(|connection| {
            let _ = answer.send(alone::transaction(connection, work));
        })))?;
        answered.await.unwrap_or(Err(STOPPED))
    }

    /// Lets a test do something to the connection, such as take its space away.
    #[cfg(test)]
    pub(crate) fn run(&self, action: impl FnOnce(&Connection) + Send + 'static) {
        self.send(Message::Run(Box::new(action))).unwrap();
    }

    fn send(&self, message: Message) -> Result<()> {
        let queue = self.lock();
        let sender = queue.as_ref().ok_or(CLOSED)?;
        sender.try_send(message).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Unavailable("too many writes are waiting"),
            TrySendError::Closed(_) => STOPPED,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<mpsc::Sender<Message>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Thread ===

impl Thread {
    fn run(mut self) {
        while let Some(message) = self.queue.blocking_recv() {
            let mut jobs = Vec::new();
            self.take(message, &mut jobs);
            while jobs.len() < self.batch
                && let Ok(message) = self.queue.try_recv()
            {
                self.take(message, &mut jobs);
            }
            self.answer(jobs);
            if !self.connection.is_autocommit() {
                tracing::error!("a transaction cannot be ended: nothing is written any more");
                return;
            }
        }
        // Leaves nothing outside of the main file; what cannot be moved now, since another process
        // is reading, is moved by the next start.
        let moved = self.connection.busy_timeout(Duration::ZERO).and_then(|()| {
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
        });
        if let Err(error) = moved {
            tracing::warn!(%error, "the write-ahead log stays beside the database");
        }
    }

    fn take(&self, message: Message, jobs: &mut Vec<Job>) {
        match message {
            Message::Job(job) => jobs.push(*job),
            Message::Run(action) => {
                action(&self.connection);
                self.commits.fetch_add(1, Ordering::Release);
            }
        }
    }

    /// Does the jobs and answers them all, only after their commit.
    fn answer(&self, jobs: Vec<Job>) {
        let results = batch::execute(&self.connection, &*self.clock, &jobs);
        self.commits.fetch_add(1, Ordering::Release);
        for (job, result) in jobs.into_iter().zip(results) {
            let _ = job.answer.send(result);
        }
    }
}

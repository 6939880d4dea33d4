//! The connections for reads that take longer than a moment; they run on threads that may block.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, TryLockError,
    atomic::{AtomicUsize, Ordering},
};

use portcullis_core::{Error, Result};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::error::failed;

/// A pool of read-only connections.
pub(crate) struct Readers {
    connections: Vec<Mutex<Connection>>,
    /// As many as connections: who must wait does so without a thread.
    permits: Arc<Semaphore>,
    next: AtomicUsize,
}

// === impl Readers ===

impl Readers {
    /// A pool of `connections`, at least one.
    pub(crate) fn new(connections: Vec<Connection>) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(connections.len())),
            connections: connections.into_iter().map(Mutex::new).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Runs `read` in a transaction of its own: everything it sees is of one moment.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let pool = Arc::clone(self);
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(Error::storage)?;
        let blocking = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let connection = pool.free();
            let transaction = connection.unchecked_transaction().map_err(failed)?;
            read(&transaction)
        });
        blocking
            .await
            .unwrap_or_else(|error| Err(Error::storage(error)))
    }

    /// A connection that nobody uses, or the next in turn once it is free.
    fn free(&self) -> MutexGuard<'_, Connection> {
        for connection in &self.connections {
            match connection.try_lock() {
                Ok(guard) => return guard,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        let connection = self.connections[turn].lock();
        connection.unwrap_or_else(PoisonError::into_inner)
    }
}

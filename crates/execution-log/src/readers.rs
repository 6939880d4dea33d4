//! Connections for reading, on threads that may block.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use portcullis_core::{Error as CoreError, Result};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::{Error, Options, connection};

/// A pool of connections that are opened when they are needed.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    busy_timeout: Duration,
    idle: Mutex<Vec<Connection>>,
    /// Who must wait does so without a thread.
    permits: Arc<Semaphore>,
}

// === impl Readers ===

impl Readers {
    pub(crate) fn new(path: PathBuf, options: &Options) -> Self {
        Self {
            path,
            busy_timeout: options.busy_timeout,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(options.readers.max(1))),
        }
    }

    /// Runs `read` on a connection that nobody else uses.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(CoreError::storage)?;
        let readers = Arc::clone(self);
        let blocking = tokio::task::spawn_blocking(move || -> Result<T, Error> {
            let _permit = permit;
            let idle = readers.lock().pop();
            let connection = match idle {
                Some(connection) => connection,
                None => connection::reader(&readers.path, readers.busy_timeout)?,
            };
            let result = read(&connection);
            readers.lock().push(connection);
            result.map_err(Error::Sqlite)
        });
        match blocking.await {
            Ok(result) => result.map_err(CoreError::storage),
            Err(error) => Err(CoreError::storage(error)),
        }
    }

    /// Closes the connections that nobody uses: the last one to close a file should be one that can
    /// tidy it up.
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

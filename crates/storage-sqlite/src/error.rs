//! What can go wrong with the file, and how the domain is told.

use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

/// A database that cannot be opened or used. Says what to do where there is something to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] portcullis_sqlite_file::Error),
    /// The file has nothing in it yet.
    #[error("{0} is empty; start the server once")]
    Empty(PathBuf),
    /// The file was made by an earlier version.
    #[error(
        "{path} was written by an older version of Portcullis \
         (schema {found}, this version needs {known}); start the server once with this version"
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema this version works with.
        known: i64,
    },
    /// The writer could not be started.
    #[error("the writer thread cannot be started: {0}")]
    Thread(io::Error),
    /// A statement failed after the database was opened.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
}

/// Tells the domain of a failed statement: what may pass is unavailable, the rest has failed.
pub(crate) fn failed(error: rusqlite::Error) -> portcullis_core::Error {
    use portcullis_core::Error::Unavailable;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Unavailable("the disk is full"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Unavailable("the database is locked by another process")
        }
        _ => portcullis_core::Error::storage(Error::Sqlite(error)),
    }
}

//! What can go wrong with the file, and how the domain is told.

use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

/// A database that cannot be opened or used. Says what to do where there is something to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the file does not exist.
    #[error("the directory {0} does not exist")]
    DirectoryMissing(PathBuf),
    /// The file is something else.
    #[error("{0} is not a SQLite database")]
    NotADatabase(PathBuf),
    /// The file is the database of another program.
    #[error("{0} is a SQLite database of another program")]
    Foreign(PathBuf),
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
    /// The file was made by a later version.
    #[error(
        "{path} was written by a newer version of Portcullis \
         (schema {found}, this version knows up to {known}); use that version"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema this version knows.
        known: i64,
    },
    /// The file or its folder cannot be written.
    #[error("{0} is read-only; it and its directory must be writable")]
    ReadOnly(PathBuf),
    /// Another process does not let go of the file.
    #[error("{0} is locked by another process")]
    Locked(PathBuf),
    /// No space left.
    #[error("the disk is full: {0} cannot be written")]
    DiskFull(PathBuf),
    /// The file cannot be opened.
    #[error("{path} cannot be opened: {reason}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: rusqlite::Error,
    },
    /// The writer could not be started.
    #[error("the writer thread cannot be started: {0}")]
    Thread(io::Error),
    /// A statement failed after the database was opened.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
}

// === impl Error ===

impl Error {
    /// Names the cause of a failure to open `path`.
    pub(crate) fn open(path: &std::path::Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase(path),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::DiskFull) => Self::DiskFull(path),
            _ => Self::Open {
                path,
                reason: source,
            },
        }
    }
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

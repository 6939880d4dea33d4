//! What can go wrong with the file, and how the domain is told.

use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

/// A log that cannot be opened or used. Says what to do where there is something to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the file does not exist.
    #[error("the directory {0} does not exist")]
    DirectoryMissing(PathBuf),
    /// The file is something else.
    #[error("{0} is not a SQLite database; {REPLACEABLE}")]
    NotADatabase(PathBuf),
    /// The file is the database of another program, or of another purpose.
    #[error("{0} is a SQLite database, but no log of executions")]
    Foreign(PathBuf),
    /// The file was made by a later version.
    #[error(
        "{path} was written by a newer version of Portcullis \
         (schema {found}, this version knows up to {known}); use that version, or else: {REPLACEABLE}"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema this version knows.
        known: i64,
    },
    /// What is in the file contradicts itself.
    #[error("{path} is damaged: {reason}; {REPLACEABLE}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: rusqlite::Error,
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
    #[error("the thread that writes the log of executions cannot be started: {0}")]
    Thread(io::Error),
    /// A statement failed after the file was opened.
    #[error("the log of executions failed: {0}")]
    Sqlite(rusqlite::Error),
}

const REPLACEABLE: &str =
    "it holds nothing but the log of executions: move it away, and a new one is made";

// === impl Error ===

impl Error {
    /// Names the cause of a failure to open `path`.
    pub(crate) fn open(path: &std::path::Path, reason: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match reason.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase(path),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(path),
            Some(ErrorCode::DiskFull) => Self::DiskFull(path),
            _ => Self::Open { path, reason },
        }
    }
}

/// Tells the domain of a failed read.
pub(crate) fn failed(error: rusqlite::Error) -> portcullis_core::Error {
    portcullis_core::Error::storage(Error::Sqlite(error))
}

//! Why a file cannot be used.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A file that cannot be used. Says what to do where there is something to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the file does not exist.
    #[error("the directory {0} does not exist")]
    DirectoryMissing(PathBuf),
    /// The file is something else.
    #[error("{0} is not a SQLite database")]
    NotADatabase(PathBuf),
    /// The file is the database of another program, or of another purpose.
    #[error("{path} is a SQLite database, but not {wanted}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it should be.
        wanted: &'static str,
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
    /// What is in the file contradicts itself.
    #[error("{path} is damaged: {reason}")]
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
}

// === impl Error ===

impl Error {
    /// Names the cause of a failure at `path`.
    pub fn at(path: &Path, reason: rusqlite::Error) -> Self {
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

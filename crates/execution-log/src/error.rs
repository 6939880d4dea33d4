//! What can go wrong with the file.

use std::io;

use portcullis_sqlite_file as file;

/// A log that cannot be opened or used. Says what to do where there is something to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be used.
    #[error("{0}{advice}", advice = advice(.0))]
    File(file::Error),
    /// The writer could not be started.
    #[error("the thread that writes the log of executions cannot be started: {0}")]
    Thread(io::Error),
    /// A statement failed after the file was opened.
    #[error("the log of executions failed: {0}")]
    Sqlite(rusqlite::Error),
}

// === impl Error ===

impl From<file::Error> for Error {
    fn from(error: file::Error) -> Self {
        Self::File(error)
    }
}

/// What is to be done about a file that cannot be read: there is nothing in it that has to be kept.
fn advice(error: &file::Error) -> String {
    let or_else = match error {
        file::Error::NotADatabase(_) | file::Error::Damaged { .. } => "; ",
        file::Error::Newer { .. } => ", or else: ",
        _ => return String::new(),
    };
    format!(
        "{or_else}it holds nothing but the log of executions: move it away, and a new one is made"
    )
}

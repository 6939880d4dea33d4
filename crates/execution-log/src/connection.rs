//! Opening connections with the settings that everything else relies on.

use std::{path::Path, time::Duration};

use portcullis_sqlite_file::{self as file, Access};
use rusqlite::Connection;

use crate::schema::SCHEMA;

/// How many pages the write-ahead log has when it is moved into the file. Many entries change the
/// same pages, so that more of them are written but once.
const LOG_PAGES: u32 = 4000;
/// What the write-ahead log is cut to when it grew in a busy moment.
const LOG_BYTES: u32 = 16 << 20;

/// The connection that writes; makes the file and brings its schema up to date.
pub(crate) fn writer(path: &Path, busy_timeout: Duration) -> Result<Connection, file::Error> {
    file::make(path)?;
    let mut connection = SCHEMA.open(path, Access::Write, busy_timeout)?;
    let prepared = prepare(&connection).and_then(|()| SCHEMA.migrate(&mut connection));
    prepared.map_err(|source| file::Error::at(path, source))?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path, busy_timeout: Duration) -> Result<Connection, file::Error> {
    SCHEMA.open(path, Access::Read, busy_timeout)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // NORMAL: a commit waits for no disk. When the machine stops, the newest entries may be lost,
    // but never the file.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite's number stands for in `PRAGMA synchronous`.
    const NORMAL: i64 = 1;

    /// With less, a crash of the machine could damage the file; with more, each batch waits for the disk.
    #[test]
    fn only_the_newest_entries_can_be_lost() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("executions.db");
        for start in ["a new file", "one that is there"] {
            let connection = writer(&path, Duration::ZERO).unwrap();
            let number = connection.pragma_query_value(None, "synchronous", |row| row.get(0));
            assert_eq!(number, Ok(NORMAL), "{start}");
            let mode = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
            assert_eq!(mode, Ok("wal".to_owned()), "{start}");
        }
    }
}

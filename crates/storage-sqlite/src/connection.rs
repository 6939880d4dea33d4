//! Opening connections with the settings that everything else relies on.

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use crate::{Error, Options, schema};

/// More than there are different statements.
const STATEMENTS: usize = 96;

/// The smallest page, and so the smallest database.
const SMALLEST: u64 = 512;

/// The one connection that writes; makes the file and brings its schema up to date.
pub(crate) fn writer(path: &Path, options: &Options) -> Result<Connection, Error> {
    if let Some(directory) = path.parent()
        && !directory.as_os_str().is_empty()
        && !directory.is_dir()
    {
        return Err(Error::DirectoryMissing(directory.to_owned()));
    }
    // SQLite takes a file that is shorter than a page for an empty one and overwrites it. Only
    // its length is asked: opening and closing it here would drop SQLite's locks on it.
    let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if (1..SMALLEST).contains(&length) {
        return Err(Error::NotADatabase(path.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = open(path, flags, options.busy_timeout)?;
    let named = |source| Error::open(path, source);
    // SQLite falls back to reading without a word.
    if connection.is_readonly("main").map_err(named)? {
        return Err(Error::ReadOnly(path.to_owned()));
    }
    schema::check(&connection, path)?;
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(named)?;
    // FULL: a commit is on disk, not only in the operating system, before it is answered.
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(named)?;
    schema::migrate(&mut connection).map_err(named)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path, options: &Options) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, options.busy_timeout)
}

/// Without URI names: a path is a path, whatever characters it has.
fn open(path: &Path, flags: OpenFlags, busy_timeout: Duration) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let named = |source| Error::open(path, source);
    let connection = Connection::open_with_flags(path, flags).map_err(named)?;
    connection.busy_timeout(busy_timeout).map_err(named)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

//! Opening connections with the settings that everything else relies on.

use std::{fs, io::ErrorKind, os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use crate::{Error, schema};

/// The smallest page, and so the smallest database.
const SMALLEST: u64 = 512;

/// How many pages the write-ahead log has when it is moved into the file. Many entries change the
/// same pages, so that more of them are written but once.
const LOG_PAGES: u32 = 4000;
/// What the write-ahead log is cut to when it grew in a busy moment.
const LOG_BYTES: u32 = 16 << 20;

/// The connection that writes; makes the file and brings its schema up to date.
pub(crate) fn writer(path: &Path, busy_timeout: Duration) -> Result<Connection, Error> {
    if let Some(directory) = path.parent()
        && !directory.as_os_str().is_empty()
        && !directory.is_dir()
    {
        return Err(Error::DirectoryMissing(directory.to_owned()));
    }
    make(path)?;
    // SQLite takes a file that is shorter than a page for an empty one and overwrites it.
    let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if (1..SMALLEST).contains(&length) {
        return Err(Error::NotADatabase(path.to_owned()));
    }
    let named = |source| Error::open(path, source);
    let mut connection = open(path, true, busy_timeout).map_err(named)?;
    // SQLite falls back to reading without a word.
    if connection.is_readonly("main").map_err(named)? {
        return Err(Error::ReadOnly(path.to_owned()));
    }
    schema::check(&connection, path)?;
    prepare(&mut connection).map_err(named)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path, busy_timeout: Duration) -> rusqlite::Result<Connection> {
    open(path, false, busy_timeout)
}

/// Without URI names: a path is a path, whatever characters it has.
fn open(path: &Path, write: bool, busy_timeout: Duration) -> rusqlite::Result<Connection> {
    let way = if write {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let connection = Connection::open_with_flags(path, way | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(busy_timeout)?;
    Ok(connection)
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // NORMAL: a commit waits for no disk. When the machine stops, the newest entries may be lost,
    // but never the file.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    schema::migrate(connection)
}

/// Makes the file where it is missing, for nobody else to read: it holds what scripts log. SQLite
/// gives the files beside it the same permissions.
fn make(path: &Path) -> Result<(), Error> {
    let mut options = fs::OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(path);
    match made.map_err(|error| error.kind()) {
        Err(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            Err(Error::ReadOnly(path.to_owned()))
        }
        Err(ErrorKind::StorageFull) => Err(Error::DiskFull(path.to_owned())),
        // It is there already, or SQLite will meet the same and say so.
        _ => Ok(()),
    }
}

//! Opening connections with the settings that everything else relies on.

use std::{
    fmt::Write as _,
    fs,
    io::ErrorKind,
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::Path,
};

use rusqlite::{Connection, OpenFlags};

use crate::{Error, Options, schema};

/// How a file is opened.
#[derive(Clone, Copy)]
enum Mode {
    Write,
    Read,
    /// As one that nobody changes: without a write-ahead log and without locks.
    ReadFrozen,
}

/// More than there are different statements.
const STATEMENTS: usize = 96;

/// The smallest page, and so the smallest database.
const SMALLEST: u64 = 512;

/// A connection that writes; makes the file and brings its schema up to date.
pub(crate) fn owner(path: &Path, options: &Options) -> Result<Connection, Error> {
    make(path)?;
    let mut connection = open(path, Mode::Write, options)?;
    let named = |source| Error::open(path, source);
    make_durable(&connection).map_err(named)?;
    schema::migrate(&mut connection).map_err(named)?;
    Ok(connection)
}

/// A connection that writes to a file whose schema is up to date.
pub(crate) fn writer(path: &Path, options: &Options) -> Result<Connection, Error> {
    let connection = open(path, Mode::Write, options)?;
    schema::check_current(&connection, path)?;
    make_durable(&connection).map_err(|source| Error::open(path, source))?;
    Ok(connection)
}

/// A connection that only reads a file whose schema is up to date.
///
/// SQLite reads a database with a write-ahead log only where the log and its index are or can be
/// made. Where they cannot (a copy on a medium that nobody writes to) but nothing is missing from
/// the file, it is read as one that nobody changes.
pub(crate) fn reader(path: &Path, options: &Options) -> Result<Connection, Error> {
    let connection = match open(path, Mode::Read, options) {
        Err(Error::Open { .. } | Error::ReadOnly(_)) if is_whole(path) => {
            open(path, Mode::ReadFrozen, options)?
        }
        opened => opened?,
    };
    schema::check_current(&connection, path)?;
    Ok(connection)
}

/// Makes the file where it is missing, for nobody else to read: it holds scripts and the hashes
/// of tokens. SQLite gives the files beside it the same permissions.
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

fn make_durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a commit is on disk, not only in the operating system, before it is answered.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten in the file: secrets are to be gone.
    connection.pragma_update(None, "secure_delete", true)
}

/// Opens a file that is there and ours.
fn open(path: &Path, mode: Mode, options: &Options) -> Result<Connection, Error> {
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
    let named = |source| Error::open(path, source);
    let connection = connect(path, mode).map_err(named)?;
    // SQLite falls back to reading without a word.
    if matches!(mode, Mode::Write) && connection.is_readonly("main").map_err(named)? {
        return Err(Error::ReadOnly(path.to_owned()));
    }
    connection
        .busy_timeout(options.busy_timeout)
        .map_err(named)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    schema::check(&connection, path)?;
    Ok(connection)
}

/// Without URI names where there is a choice: a path is a path, whatever characters it has.
fn connect(path: &Path, mode: Mode) -> rusqlite::Result<Connection> {
    let always = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read = always | OpenFlags::SQLITE_OPEN_READ_ONLY;
    match mode {
        Mode::Write => {
            Connection::open_with_flags(path, always | OpenFlags::SQLITE_OPEN_READ_WRITE)
        }
        Mode::Read => Connection::open_with_flags(path, read),
        Mode::ReadFrozen => {
            Connection::open_with_flags(frozen_uri(path), read | OpenFlags::SQLITE_OPEN_URI)
        }
    }
}

/// Whether no write-ahead log holds a part of the database.
fn is_whole(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    path.is_file() && fs::metadata(log).map_or(true, |metadata| metadata.len() == 0)
}

fn frozen_uri(path: &Path) -> String {
    // Two slashes at the beginning would begin the name of a host.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            byte => {
                let _ = write!(uri, "%{byte:02x}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frozen_files_are_read_whatever_their_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a?b#c%20 é.db");
        let options = Options::default();
        drop(owner(&path, &options).unwrap());
        assert!(is_whole(&path));
        let connection = open(&path, Mode::ReadFrozen, &options).unwrap();
        schema::check_current(&connection, &path).unwrap();
        let files = directory.path().read_dir().unwrap().count();
        assert_eq!(files, 1);
    }
}

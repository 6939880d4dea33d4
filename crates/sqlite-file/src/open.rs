//! Making and opening files.

use std::{
    fmt::Write as _,
    fs,
    io::ErrorKind,
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::{Error, Schema};

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading and writing.
    Write,
    /// Reading.
    Read,
    /// Reading what nobody changes: without a write-ahead log and without locks.
    ReadFrozen,
}

/// The smallest page, and so the smallest database.
const SMALLEST: u64 = 512;

/// Makes a file where it is missing, for nobody else to read. SQLite gives the files beside it the
/// same permissions.
///
/// # Errors
/// When nothing can be written there.
pub fn make(path: &Path) -> Result<(), Error> {
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

/// Whether no write-ahead log holds a part of the database.
pub fn is_whole(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    path.is_file() && fs::metadata(log).map_or(true, |metadata| metadata.len() == 0)
}

// === impl Schema ===

impl Schema {
    /// Opens a file that is there and of this kind, or empty. Changes nothing in it.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(
        &self,
        path: &Path,
        access: Access,
        busy_timeout: Duration,
    ) -> Result<Connection, Error> {
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
        let named = |source| Error::at(path, source);
        let connection = connect(path, access).map_err(named)?;
        // SQLite falls back to reading without a word.
        if access == Access::Write && connection.is_readonly("main").map_err(named)? {
            return Err(Error::ReadOnly(path.to_owned()));
        }
        connection.busy_timeout(busy_timeout).map_err(named)?;
        self.check(&connection, path)?;
        Ok(connection)
    }
}

/// Without URI names where there is a choice: a path is a path, whatever characters it has.
fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let always = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read = always | OpenFlags::SQLITE_OPEN_READ_ONLY;
    match access {
        Access::Write => {
            Connection::open_with_flags(path, always | OpenFlags::SQLITE_OPEN_READ_WRITE)
        }
        Access::Read => Connection::open_with_flags(path, read),
        Access::ReadFrozen => {
            Connection::open_with_flags(frozen_uri(path), read | OpenFlags::SQLITE_OPEN_URI)
        }
    }
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
    use crate::{is_empty, version};

    const SCHEMA: Schema = Schema {
        name: "a list of notes",
        application_id: 7,
        migrations: &["CREATE TABLE notes (text)", "CREATE TABLE tags (name)"],
    };

    fn open(path: &Path, access: Access) -> Result<Connection, Error> {
        SCHEMA.open(path, access, Duration::ZERO)
    }

    #[test]
    fn files_are_made_and_brought_up_to_date() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.db");
        assert!(matches!(
            open(&path, Access::Write),
            Err(Error::Open { .. })
        ));
        make(&path).unwrap();
        let mut connection = open(&path, Access::Write).unwrap();
        assert!(is_empty(&connection).unwrap());
        let first = Schema {
            migrations: &SCHEMA.migrations[..1],
            ..SCHEMA
        };
        for schema in [first, SCHEMA, SCHEMA, first] {
            schema.migrate(&mut connection).unwrap();
        }
        assert_eq!(version(&connection).unwrap(), 2);
        assert!(open(&path, Access::Read).is_ok());
        let other = Schema {
            application_id: 8,
            ..SCHEMA
        };
        for (schema, says) in [
            (other, "is a SQLite database, but not a list of notes"),
            (first, "written by a newer version"),
        ] {
            let error = schema.open(&path, Access::Read, Duration::ZERO);
            let error = error.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn frozen_files_are_read_whatever_their_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a?b#c%20 é.db");
        make(&path).unwrap();
        let mut connection = open(&path, Access::Write).unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        SCHEMA.migrate(&mut connection).unwrap();
        drop(connection);
        assert!(is_whole(&path));
        let connection = open(&path, Access::ReadFrozen).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
        let files = directory.path().read_dir().unwrap().count();
        assert_eq!(files, 1);
    }
}

//! Opening connections with the settings that everything else relies on.

use std::path::Path;

use portcullis_sqlite_file::{self as file, Access};
use rusqlite::Connection;

use crate::{
    Error, Options,
    schema::{SCHEMA, check_current},
};

/// More than there are different statements.
const STATEMENTS: usize = 96;

/// A connection that writes; makes the file and brings its schema up to date.
pub(crate) fn owner(path: &Path, options: &Options) -> Result<Connection, Error> {
    file::make(path)?;
    let mut connection = open(path, Access::Write, options)?;
    let named = |source| file::Error::at(path, source);
    make_durable(&connection).map_err(named)?;
    SCHEMA.migrate(&mut connection).map_err(named)?;
    Ok(connection)
}

/// A connection that writes to a file whose schema is up to date.
pub(crate) fn writer(path: &Path, options: &Options) -> Result<Connection, Error> {
    let connection = open(path, Access::Write, options)?;
    check_current(&connection, path)?;
    make_durable(&connection).map_err(|source| file::Error::at(path, source))?;
    Ok(connection)
}

/// A connection that only reads a file whose schema is up to date.
///
/// SQLite reads a database with a write-ahead log only where the log and its index are or can be
/// made. Where they cannot (a copy on a medium that nobody writes to) but nothing is missing from
/// the file, it is read as one that nobody changes.
pub(crate) fn reader(path: &Path, options: &Options) -> Result<Connection, Error> {
    let connection = match open(path, Access::Read, options) {
        Err(file::Error::Open { .. } | file::Error::ReadOnly(_)) if file::is_whole(path) => {
            open(path, Access::ReadFrozen, options)?
        }
        opened => opened?,
    };
    check_current(&connection, path)?;
    Ok(connection)
}

fn open(path: &Path, access: Access, options: &Options) -> Result<Connection, file::Error> {
    let connection = SCHEMA.open(path, access, options.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn make_durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a commit is on disk, not only in the operating system, before it is answered.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten in the file: secrets are to be gone.
    connection.pragma_update(None, "secure_delete", true)
}

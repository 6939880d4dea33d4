//! The versions of the schema, and who brings a file to the newest.

use std::path::Path;

use portcullis_sqlite_file::{self as file, Schema};
use rusqlite::Connection;

use crate::Error;

/// The file of the store; its mark reads "PCLS".
pub(crate) const SCHEMA: Schema = Schema {
    name: "the database of Portcullis",
    application_id: 0x5043_4c53,
    migrations: &[
        include_str!("../migrations/0001_initial.sql"),
        include_str!("../migrations/0002_suspensions.sql"),
        include_str!("../migrations/0003_secrets.sql"),
    ],
};

/// Refuses a file that must be migrated first, which only a server does.
pub(crate) fn check_current(connection: &Connection, path: &Path) -> Result<(), Error> {
    let named = |source| file::Error::at(path, source);
    if file::is_empty(connection).map_err(named)? {
        return Err(Error::Empty(path.to_owned()));
    }
    let found = file::version(connection).map_err(named)?;
    if found < SCHEMA.version() {
        return Err(Error::Older {
            path: path.to_owned(),
            found,
            known: SCHEMA.version(),
        });
    }
    Ok(())
}

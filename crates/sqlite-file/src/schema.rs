//! The versions of a schema and the way from one to the next.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// What a kind of file is recognised by, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// What such a file is, as its users know it.
    pub name: &'static str,
    /// Marks such files, for us and for tools such as `file`.
    pub application_id: i64,
    /// In order; the number of a version is its place, from 1. Never changed, only added.
    pub migrations: &'static [&'static str],
}

// === impl Schema ===

impl Schema {
    /// The version this program writes.
    pub const fn version(&self) -> i64 {
        self.migrations.len() as i64
    }

    /// Refuses files that are not ours or that are ahead of us, before anything is written.
    pub(crate) fn check(&self, connection: &Connection, path: &Path) -> Result<(), Error> {
        let named = |source| Error::at(path, source);
        let application_id = pragma(connection, "application_id").map_err(named)?;
        let found = version(connection).map_err(named)?;
        if application_id != self.application_id && !is_empty(connection).map_err(named)? {
            return Err(Error::Foreign {
                path: path.to_owned(),
                wanted: self.name,
            });
        }
        if found > self.version() {
            return Err(Error::Newer {
                path: path.to_owned(),
                found,
                known: self.version(),
            });
        }
        Ok(())
    }

    /// Brings a file to [`Self::version`], all or nothing. Another process may do so at the same time.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn migrate(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        if version(connection)? >= self.version() {
            return Ok(());
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = usize::try_from(version(&transaction)?).unwrap_or(0);
        if done < self.migrations.len() {
            for migration in self.migrations.iter().skip(done) {
                transaction.execute_batch(migration)?;
            }
            transaction.pragma_update(None, "application_id", self.application_id)?;
            transaction.pragma_update(None, "user_version", self.version())?;
        }
        transaction.commit()
    }
}

/// The version of a file's schema; 0 before the first.
///
/// # Errors
/// When the file cannot be read.
pub fn version(connection: &Connection) -> rusqlite::Result<i64> {
    pragma(connection, "user_version")
}

/// Whether the file was never written: no tables, no marks.
///
/// # Errors
/// When the file cannot be read.
pub fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let marks = pragma(connection, "application_id")? | version(connection)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    Ok(marks == 0 && tables == 0)
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

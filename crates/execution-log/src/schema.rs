//! The versions of the schema and the way from one to the next.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// Marks the file as ours and as no other of our files: "PCLX".
const APPLICATION_ID: i64 = 0x5043_4c58;

/// Migrations in order; the number of a version is its place, from 1. Never changed, only added.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001_initial.sql")];

/// The version this program writes.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Refuses files that are no log or that are ahead of us, before anything is written.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<(), Error> {
    let named = |source| Error::open(path, source);
    let application_id = pragma(connection, "application_id").map_err(named)?;
    let found = pragma(connection, "user_version").map_err(named)?;
    if application_id != APPLICATION_ID && !is_empty(connection).map_err(named)? {
        return Err(Error::Foreign(path.to_owned()));
    }
    if found > VERSION {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        });
    }
    Ok(())
}

/// Brings the schema to [`VERSION`], all or nothing.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(pragma(&transaction, "user_version")?).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    if done < MIGRATIONS.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Whether the file was never written: no tables, no marks.
fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let marks = pragma(connection, "application_id")? | pragma(connection, "user_version")?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    Ok(marks == 0 && tables == 0)
}

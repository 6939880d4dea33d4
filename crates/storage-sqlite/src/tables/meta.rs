//! The one row about the store as a whole.

use portcullis_core::id::UserId;
use rusqlite::Connection;

use super::{signed, unsigned};

/// The largest id ever given out.
pub(crate) fn last_id(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT last_id FROM meta")?
        .query_row((), |row| unsigned(row, "last_id"))
}

pub(crate) fn set_last_id(connection: &Connection, id: u64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE meta SET last_id = ?1")?
        .execute([signed(id)])?;
    Ok(())
}

/// The first user with a role on the instance.
pub(crate) fn first_user(connection: &Connection) -> rusqlite::Result<Option<UserId>> {
    connection
        .prepare_cached("SELECT first_user FROM meta")?
        .query_row((), |row| {
            Ok(row.get::<_, Option<String>>(0)?.map(UserId::new))
        })
}

/// Keeps the first one that it is told.
pub(crate) fn set_first_user(connection: &Connection, user: &UserId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE meta SET first_user = ?1 WHERE first_user IS NULL")?
        .execute([user.as_str()])?;
    Ok(())
}

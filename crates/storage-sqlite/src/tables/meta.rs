//! The one row about the store as a whole.

use portcullis_core::id::UserId;
use rusqlite::Connection;

use super::{signed, unsigned};

/// The numbers that count on from one command to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counters {
    /// The largest id ever given out.
    pub(crate) last_id: u64,
    /// How many events there were of anything but actions: callers and organisations are as they
    /// were while it stands.
    pub(crate) directory: u64,
}

pub(crate) fn counters(connection: &Connection) -> rusqlite::Result<Counters> {
    connection
        .prepare_cached("SELECT last_id, directory FROM meta")?
        .query_row((), |row| {
            Ok(Counters {
                last_id: unsigned(row, "last_id")?,
                directory: unsigned(row, "directory")?,
            })
        })
}

pub(crate) fn set_counters(connection: &Connection, counters: &Counters) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE meta SET last_id = ?1, directory = ?2")?
        .execute([signed(counters.last_id), signed(counters.directory)])?;
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

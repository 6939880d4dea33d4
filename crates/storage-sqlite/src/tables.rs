//! The tables, one file each: every statement of the crate, but for searching, stands there.

pub(crate) mod actions;
pub(crate) mod aggregates;
pub(crate) mod events;
pub(crate) mod flows;
pub(crate) mod index;
pub(crate) mod members;
pub(crate) mod meta;
pub(crate) mod orgs;
pub(crate) mod secrets;
pub(crate) mod suspensions;
pub(crate) mod tokens;
pub(crate) mod triggers;
pub(crate) mod users;

use portcullis_core::{Timestamp, action::Details, id::OrgId};
use rusqlite::{Row, RowIndex};

/// A count as SQLite keeps it; it has no unsigned integers.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count as it was kept.
pub(crate) fn unsigned(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    let index = column.idx(row.as_ref())?;
    let number: i64 = row.get(index)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, number))
}

/// A time as it was kept.
fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Ok(Timestamp::from_micros(row.get(column)?))
}

/// The columns `sequence`, `created_at` and `changed_at`.
fn details(row: &Row<'_>, owner: OrgId) -> rusqlite::Result<Details> {
    Ok(Details {
        sequence: unsigned(row, "sequence")?,
        created_at: time(row, "created_at")?,
        changed_at: time(row, "changed_at")?,
        owner,
    })
}

/// An id as it was kept.
fn id<K>(row: &Row<'_>, column: &str) -> rusqlite::Result<portcullis_core::id::Id<K>> {
    Ok(portcullis_core::id::Id::new(row.get::<_, String>(column)?))
}

/// A number that stands for something, such as a flow.
fn known<T>(
    row: &Row<'_>,
    column: impl RowIndex,
    known: impl FnOnce(u8) -> Option<T>,
) -> rusqlite::Result<T> {
    let index = column.idx(row.as_ref())?;
    let number: i64 = row.get(index)?;
    u8::try_from(number)
        .ok()
        .and_then(known)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(index, number))
}

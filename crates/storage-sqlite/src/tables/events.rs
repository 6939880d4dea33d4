//! The history.

use portcullis_storage::Row as EventRow;
use rusqlite::{Connection, Row, named_params, params};

use super::{signed, unsigned};

/// The position of the newest event; 0 before the first.
pub(crate) fn last_position(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT coalesce(max(position), 0) AS last FROM events")?
        .query_row((), |row| unsigned(row, "last"))
}

pub(crate) fn add(connection: &Connection, row: &EventRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO events (position, aggregate_kind, aggregate_id, sequence, type, owner,
                 creator, created_at, payload, hash)
             VALUES (:position, :kind, :id, :sequence, :type, :owner,
                 :creator, :at, :payload, :hash)",
        )?
        .execute(named_params! {
            ":position": signed(row.position),
            ":kind": row.aggregate_kind,
            ":id": row.aggregate_id,
            ":sequence": signed(row.sequence),
            ":type": row.event_type,
            ":owner": row.owner,
            ":creator": row.creator,
            ":at": row.created_at,
            ":payload": row.payload,
            ":hash": row.hash,
        })?;
    Ok(())
}

/// At most `limit` rows after a position, in order.
pub(crate) fn after(
    connection: &Connection,
    position: u64,
    limit: usize,
) -> rusqlite::Result<Vec<EventRow>> {
    connection
        .prepare_cached("SELECT * FROM events WHERE position > ?1 ORDER BY position LIMIT ?2")?
        .query_map(params![signed(position), signed(limit as u64)], read)?
        .collect()
}

/// Hands every row to `take`, in order.
pub(crate) fn for_each(
    connection: &Connection,
    mut take: impl FnMut(&EventRow),
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT * FROM events ORDER BY position")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        take(&read(row)?);
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        position: unsigned(row, "position")?,
        aggregate_kind: row.get("aggregate_kind")?,
        aggregate_id: row.get("aggregate_id")?,
        sequence: unsigned(row, "sequence")?,
        event_type: row.get("type")?,
        owner: row.get("owner")?,
        creator: row.get("creator")?,
        created_at: row.get("created_at")?,
        payload: row.get("payload")?,
        hash: row.get("hash")?,
    })
}

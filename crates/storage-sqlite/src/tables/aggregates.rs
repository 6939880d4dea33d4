//! Where the events of each aggregate end.

use std::collections::BTreeMap;

use portcullis_core::{Aggregate, Error, Result};
use portcullis_storage::{Head, row::aggregate};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::failed;

use super::{signed, unsigned};

/// The end of an aggregate; of one without events the beginning.
pub(crate) fn head(connection: &Connection, of: &Aggregate) -> rusqlite::Result<Head> {
    let found = connection
        .prepare_cached("SELECT sequence, hash FROM aggregates WHERE kind = ?1 AND id = ?2")?
        .query_row([of.kind.name(), of.id.as_str()], read)
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn set(connection: &Connection, of: &Aggregate, head: &Head) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO aggregates (kind, id, sequence, hash) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash",
        )?
        .execute(params![
            of.kind.name(),
            of.id,
            signed(head.sequence),
            head.hash
        ])?;
    Ok(())
}

pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<Aggregate, Head>> {
    let mut statement = connection
        .prepare_cached("SELECT kind, id, sequence, hash FROM aggregates")
        .map_err(failed)?;
    let mut rows = statement.query(()).map_err(failed)?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (kind, id) = names(row).map_err(failed)?;
        let of = aggregate(&kind, &id).map_err(Error::from)?;
        found.insert(of, read(row).map_err(failed)?);
    }
    Ok(found)
}

fn names(row: &Row<'_>) -> rusqlite::Result<(String, String)> {
    Ok((row.get("kind")?, row.get("id")?))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        sequence: unsigned(row, "sequence")?,
        hash: row.get("hash")?,
    })
}

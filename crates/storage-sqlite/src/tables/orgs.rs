//! Organisations.

use portcullis_core::{
    Event,
    id::OrgId,
    org::{Org, name_key},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{details, id, signed};

pub(crate) fn find(connection: &Connection, id: &OrgId) -> rusqlite::Result<Option<Org>> {
    connection
        .prepare_cached("SELECT * FROM orgs WHERE id = ?1")?
        .query_row([id.as_str()], read)
        .optional()
}

pub(crate) fn named(connection: &Connection, key: &str) -> rusqlite::Result<Option<OrgId>> {
    connection
        .prepare_cached("SELECT id FROM orgs WHERE name_key = ?1")?
        .query_row([key], |row| id(row, "id"))
        .optional()
}

pub(crate) fn with_domain(
    connection: &Connection,
    domain: &str,
) -> rusqlite::Result<Option<OrgId>> {
    connection
        .prepare_cached("SELECT id FROM orgs WHERE primary_domain = ?1 AND primary_domain <> ''")?
        .query_row([domain], |row| id(row, "id"))
        .optional()
}

/// Every organisation, oldest first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Org>> {
    connection
        .prepare_cached("SELECT * FROM orgs ORDER BY position")?
        .query_map((), read)?
        .collect()
}

pub(crate) fn add(connection: &Connection, event: &Event, name: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO orgs (position, id, name_key, name, primary_domain, sequence,
                 created_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, '', ?5, ?6, ?6)",
        )?
        .execute(params![
            signed(event.position),
            event.aggregate.id,
            name_key(name),
            name,
            signed(event.sequence),
            event.created_at.micros()
        ])?;
    Ok(())
}

/// Notes an event of the organisation.
pub(crate) fn touch(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE orgs SET sequence = ?2, changed_at = ?3 WHERE id = ?1")?
        .execute(params![
            event.aggregate.id,
            signed(event.sequence),
            event.created_at.micros()
        ])?;
    Ok(())
}

pub(crate) fn set_primary_domain(
    connection: &Connection,
    id: &str,
    domain: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE orgs SET primary_domain = ?2 WHERE id = ?1")?
        .execute([id, domain])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Org> {
    let id: OrgId = id(row, "id")?;
    Ok(Org {
        name: row.get("name")?,
        primary_domain: row.get("primary_domain")?,
        details: details(row, id.clone())?,
        id,
    })
}

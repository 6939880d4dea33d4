//! Secrets as they were sealed, and the keys that seal no more.

use std::collections::BTreeSet;

use portcullis_core::{
    id::OrgId,
    secret::{KeptSecret, KeyId, Sealed, SecretName, SecretSummary},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id, signed, time};

pub(crate) fn find(
    connection: &Connection,
    org: &OrgId,
    name: &SecretName,
) -> rusqlite::Result<Option<Sealed>> {
    connection
        .prepare_cached("SELECT key_id, sealed FROM secrets WHERE org_id = ?1 AND name = ?2")?
        .query_row([org.as_str(), name.as_str()], sealed)
        .optional()
}

pub(crate) fn of(connection: &Connection, org: &OrgId) -> rusqlite::Result<Vec<SecretSummary>> {
    connection
        .prepare_cached("SELECT name, changed_at FROM secrets WHERE org_id = ?1 ORDER BY name")?
        .query_map([org.as_str()], |row| {
            Ok(SecretSummary {
                name: name(row)?,
                changed_at: time(row, "changed_at")?,
            })
        })?
        .collect()
}

/// How many secrets of other names an organisation has.
pub(crate) fn others(
    connection: &Connection,
    org: &OrgId,
    name: &SecretName,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("SELECT count(*) FROM secrets WHERE org_id = ?1 AND name <> ?2")?
        .query_row([org.as_str(), name.as_str()], |row| {
            Ok(super::unsigned(row, 0)?.try_into().unwrap_or(usize::MAX))
        })
}

pub(crate) fn set(connection: &Connection, secret: &KeptSecret) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO secrets (org_id, name, changed_at, key_id, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET changed_at = excluded.changed_at,
                 key_id = excluded.key_id, sealed = excluded.sealed",
        )?
        .execute(params![
            secret.org.as_str(),
            secret.name.as_str(),
            secret.changed_at.micros(),
            secret.sealed.key.as_str(),
            secret.sealed.bytes
        ])?;
    Ok(())
}

/// Whether there was one.
pub(crate) fn remove(
    connection: &Connection,
    org: &OrgId,
    name: &SecretName,
) -> rusqlite::Result<bool> {
    let removed = connection
        .prepare_cached("DELETE FROM secrets WHERE org_id = ?1 AND name = ?2")?
        .execute([org.as_str(), name.as_str()])?;
    Ok(removed > 0)
}

pub(crate) fn keys(connection: &Connection) -> rusqlite::Result<BTreeSet<KeyId>> {
    connection
        .prepare_cached("SELECT DISTINCT key_id FROM secrets")?
        .query_map((), |row| Ok(KeyId::new(row.get::<_, String>(0)?)))?
        .collect()
}

pub(crate) fn of_other_keys(
    connection: &Connection,
    current: &KeyId,
    limit: usize,
) -> rusqlite::Result<Vec<KeptSecret>> {
    connection
        .prepare_cached("SELECT * FROM secrets WHERE key_id <> ?1 LIMIT ?2")?
        .query_map(params![current.as_str(), signed(limit as u64)], |row| {
            Ok(KeptSecret {
                org: id(row, "org_id")?,
                name: name(row)?,
                changed_at: time(row, "changed_at")?,
                sealed: sealed(row)?,
            })
        })?
        .collect()
}

/// Does nothing where something else is kept by now.
pub(crate) fn reseal(
    connection: &Connection,
    before: &KeptSecret,
    after: &Sealed,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE secrets SET key_id = ?4, sealed = ?5
             WHERE org_id = ?1 AND name = ?2 AND sealed = ?3",
        )?
        .execute(params![
            before.org.as_str(),
            before.name.as_str(),
            before.sealed.bytes,
            after.key.as_str(),
            after.bytes
        ])?;
    Ok(())
}

pub(crate) fn is_retired(connection: &Connection, key: &KeyId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM retired_secret_keys WHERE key_id = ?1")?
        .exists([key.as_str()])
}

pub(crate) fn retire(
    connection: &Connection,
    current: &KeyId,
    retired: &[KeyId],
) -> rusqlite::Result<()> {
    let mut insert =
        connection.prepare_cached("INSERT OR IGNORE INTO retired_secret_keys VALUES (?1)")?;
    for key in retired {
        insert.execute([key.as_str()])?;
    }
    connection
        .prepare_cached("DELETE FROM retired_secret_keys WHERE key_id = ?1")?
        .execute([current.as_str()])?;
    Ok(())
}

fn name(row: &Row<'_>) -> rusqlite::Result<SecretName> {
    Ok(SecretName::stored(row.get::<_, String>("name")?))
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        key: KeyId::new(row.get::<_, String>("key_id")?),
        bytes: row.get("sealed")?,
    })
}

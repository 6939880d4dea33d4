//! Users that were not removed.

use portcullis_core::{
    Event,
    caller::Caller,
    id::{OrgId, UserId},
    letter_case,
    token::TokenHash,
    user::User,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id, members, signed, time, tokens};

pub(crate) fn find(connection: &Connection, id: &UserId) -> rusqlite::Result<Option<User>> {
    connection
        .prepare_cached("SELECT * FROM users WHERE id = ?1")?
        .query_row([id.as_str()], read)
        .optional()
}

pub(crate) fn named(
    connection: &Connection,
    org: &OrgId,
    key: &str,
) -> rusqlite::Result<Option<UserId>> {
    connection
        .prepare_cached("SELECT id FROM users WHERE org_id = ?1 AND name_key = ?2")?
        .query_row([org.as_str(), key], |row| id(row, "id"))
        .optional()
}

/// Every user, oldest first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<User>> {
    connection
        .prepare_cached("SELECT * FROM users ORDER BY position")?
        .query_map((), read)?
        .collect()
}

/// The user with a token, and what decides what it may do; of one moment if `connection` is in
/// a transaction. No join: SQLite plans this one anew at every call, which costs ten times more.
pub(crate) fn caller(
    connection: &Connection,
    hash: &TokenHash,
) -> rusqlite::Result<Option<Caller>> {
    let Some(token) = tokens::by_hash(connection, hash)? else {
        return Ok(None);
    };
    let Some(user) = find(connection, &token.user)? else {
        return Ok(None);
    };
    Ok(Some(Caller {
        memberships: members::of(connection, &user.id)?,
        user: user.id,
        org: user.org,
        expires_at: token.expires_at,
    }))
}

pub(crate) fn add(connection: &Connection, event: &Event, name: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO users (position, id, org_id, name_key, name, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            signed(event.position),
            event.aggregate.id,
            event.owner.as_str(),
            letter_case::lower(name),
            name,
            event.created_at.micros()
        ])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, id: &UserId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM users WHERE id = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: id(row, "id")?,
        org: id(row, "org_id")?,
        name: row.get("name")?,
        created_at: time(row, "created_at")?,
    })
}

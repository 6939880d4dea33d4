//! Users that were not removed.

use portcullis_core::{
    Event, Timestamp,
    caller::Caller,
    id::{OrgId, UserId},
    letter_case,
    token::TokenHash,
    user::User,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id, members, signed, time};

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

/// The user with a token, and what decides what it may do. One statement, so of one moment.
pub(crate) fn caller(
    connection: &Connection,
    hash: &TokenHash,
) -> rusqlite::Result<Option<Caller>> {
    let mut statement = connection.prepare_cached(
        "SELECT users.id, users.org_id AS home, tokens.expires_at, members.org_id, members.roles
         FROM tokens JOIN users ON users.id = tokens.user_id
         LEFT JOIN members ON members.user_id = users.id
         WHERE tokens.hash = ?1 ORDER BY length(members.org_id), members.org_id",
    )?;
    let mut rows = statement.query([hash.as_bytes()])?;
    let mut found: Option<Caller> = None;
    while let Some(row) = rows.next()? {
        if found.is_none() {
            let expires_at: Option<i64> = row.get("expires_at")?;
            found = Some(Caller {
                user: id(row, "id")?,
                org: id(row, "home")?,
                expires_at: expires_at.map(Timestamp::from_micros),
                memberships: Vec::new(),
            });
        }
        let is_member = row.get::<_, Option<String>>("roles")?.is_some();
        if let Some(caller) = &mut found
            && is_member
        {
            caller.memberships.push(members::read(row)?);
        }
    }
    Ok(found)
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

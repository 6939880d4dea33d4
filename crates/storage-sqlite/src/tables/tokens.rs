//! Tokens that were not removed, without their secrets.

use portcullis_core::{
    Event, Timestamp,
    id::{TokenId, UserId},
    token::{Token, TokenHash},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{id, signed, time};

pub(crate) fn find(connection: &Connection, id: &TokenId) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached("SELECT * FROM tokens WHERE id = ?1")?
        .query_row([id.as_str()], read)
        .optional()
}

pub(crate) fn by_hash(
    connection: &Connection,
    hash: &TokenHash,
) -> rusqlite::Result<Option<Token>> {
    connection
        .prepare_cached("SELECT * FROM tokens WHERE hash = ?1")?
        .query_row([hash.as_bytes()], read)
        .optional()
}

/// The tokens of a user, oldest first.
pub(crate) fn of(connection: &Connection, user: &UserId) -> rusqlite::Result<Vec<Token>> {
    connection
        .prepare_cached("SELECT * FROM tokens WHERE user_id = ?1 ORDER BY position")?
        .query_map([user.as_str()], read)?
        .collect()
}

/// Every token, oldest first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Token>> {
    connection
        .prepare_cached("SELECT * FROM tokens ORDER BY position")?
        .query_map((), read)?
        .collect()
}

/// Adds the token that `event` gave to its user.
pub(crate) fn add(
    connection: &Connection,
    event: &Event,
    (token, hash): (&TokenId, &TokenHash),
    (expires_at, preset): (Option<Timestamp>, bool),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO tokens (position, id, user_id, hash, created_at, expires_at, preset)
             VALUES (:position, :id, :user, :hash, :at, :expires, :preset)",
        )?
        .execute(named_params! {
            ":position": signed(event.position),
            ":id": token.as_str(),
            ":user": event.aggregate.id,
            ":hash": hash.as_bytes(),
            ":at": event.created_at.micros(),
            ":expires": expires_at.map(Timestamp::micros),
            ":preset": preset,
        })?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, id: &TokenId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM tokens WHERE id = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Token> {
    let expires_at: Option<i64> = row.get("expires_at")?;
    Ok(Token {
        id: id(row, "id")?,
        user: id(row, "user_id")?,
        hash: TokenHash::from_bytes(row.get("hash")?),
        created_at: time(row, "created_at")?,
        expires_at: expires_at.map(Timestamp::from_micros),
        preset: row.get("preset")?,
    })
}

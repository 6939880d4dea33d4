//! Roles of users, on the instance (an empty organisation) and in organisations.

use std::collections::BTreeSet;

use portcullis_core::{
    id::UserId,
    role::Role,
    user::{Membership, Scope},
};
use rusqlite::{Connection, Row, params, types::Type};

use super::id;

/// The memberships of a user, the instance first. Sorted here: SQLite plans a statement with a
/// parameter and this order anew at every call.
pub(crate) fn of(connection: &Connection, user: &UserId) -> rusqlite::Result<Vec<Membership>> {
    let mut found = connection
        .prepare_cached("SELECT * FROM members WHERE user_id = ?1")?
        .query_map([user.as_str()], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    found.sort_by(|a, b| a.scope.cmp(&b.scope));
    Ok(found)
}

pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<(UserId, Membership)>> {
    connection
        .prepare_cached("SELECT * FROM members")?
        .query_map((), |row| Ok((id(row, "user_id")?, read(row)?)))?
        .collect()
}

pub(crate) fn set(
    connection: &Connection,
    user: &UserId,
    scope: &Scope,
    roles: &BTreeSet<Role>,
) -> rusqlite::Result<()> {
    let names: Vec<_> = roles.iter().map(|role| role.name()).collect();
    connection
        .prepare_cached(
            "INSERT INTO members (user_id, org_id, roles) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET roles = excluded.roles",
        )?
        .execute(params![user.as_str(), column(scope), names.join(",")])?;
    Ok(())
}

pub(crate) fn remove(
    connection: &Connection,
    user: &UserId,
    scope: &Scope,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM members WHERE user_id = ?1 AND org_id = ?2")?
        .execute([user.as_str(), column(scope)])?;
    Ok(())
}

pub(crate) fn remove_all(connection: &Connection, user: &UserId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM members WHERE user_id = ?1")?
        .execute([user.as_str()])?;
    Ok(())
}

fn column(scope: &Scope) -> &str {
    match scope {
        Scope::Instance => "",
        Scope::Org(org) => org.as_str(),
    }
}

/// A membership from a whole row.
fn read(row: &Row<'_>) -> rusqlite::Result<Membership> {
    let org: portcullis_core::id::OrgId = id(row, "org_id")?;
    let scope = if org.is_empty() {
        Scope::Instance
    } else {
        Scope::Org(org)
    };
    let index = row.as_ref().column_index("roles")?;
    let names: String = row.get(index)?;
    let named = names.split(',').filter(|name| !name.is_empty());
    let roles = named
        .map(|name| {
            name.parse().map_err(|unknown| {
                rusqlite::Error::FromSqlConversionFailure(
                    index,
                    Type::Text,
                    Box::<portcullis_core::role::UnknownRole>::new(unknown),
                )
            })
        })
        .collect::<rusqlite::Result<BTreeSet<Role>>>()?;
    Ok(Membership { scope, roles })
}

//! Actions that were not deleted.

use std::time::Duration;

use portcullis_core::{
    Event, Timestamp,
    action::{Action, ActionName, ActionState, Details, Script, Timeout},
    id::{ActionId, OrgId},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{id, known, signed, unsigned};

/// What [`read`] takes, in its order: by number, since names would be compared for every row.
pub(crate) const COLUMNS: &str = "id, org_id, state, name, timeout_nanos, allowed_to_fail, \
                                  sequence, created_at, changed_at, script";

/// What an event changes; `None` stays as it is.
#[derive(Default)]
pub(crate) struct Change<'a> {
    pub(crate) state: Option<ActionState>,
    pub(crate) name: Option<&'a str>,
    pub(crate) script: Option<&'a str>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) allowed_to_fail: Option<bool>,
}

pub(crate) fn find(connection: &Connection, id: &ActionId) -> rusqlite::Result<Option<Action>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM actions WHERE id = ?1"))?
        .query_row([id.as_str()], read)
        .optional()
}

pub(crate) fn named(
    connection: &Connection,
    org: &OrgId,
    key: &str,
) -> rusqlite::Result<Option<ActionId>> {
    connection
        .prepare_cached("SELECT id FROM actions WHERE org_id = ?1 AND name_key = ?2")?
        .query_row([org.as_str(), key], |row| id(row, "id"))
        .optional()
}

/// Every action with its name key, oldest first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<(String, Action)>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, name_key FROM actions ORDER BY position"
        ))?
        .query_map((), |row| Ok((row.get("name_key")?, read(row)?)))?
        .collect()
}

/// Adds the action that `event` made; it is active.
pub(crate) fn add(
    connection: &Connection,
    event: &Event,
    (name, script): (&str, &str),
    (timeout, allowed_to_fail): (Duration, bool),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO actions (position, id, org_id, name_key, name, state, timeout_nanos,
                 allowed_to_fail, sequence, created_at, changed_at, script)
             VALUES (:position, :id, :org, :key, :name, :state, :timeout,
                 :allowed, :sequence, :at, :at, :script)",
        )?
        .execute(named_params! {
            ":position": signed(event.position),
            ":id": event.aggregate.id,
            ":org": event.owner.as_str(),
            ":key": ActionName::stored(name).key(),
            ":name": name,
            ":state": number(ActionState::Active),
            ":timeout": nanos(timeout),
            ":allowed": allowed_to_fail,
            ":sequence": signed(event.sequence),
            ":at": event.created_at.micros(),
            ":script": script,
        })?;
    Ok(())
}

pub(crate) fn change(
    connection: &Connection,
    event: &Event,
    change: &Change<'_>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE actions SET
                 name_key = coalesce(:key, name_key), name = coalesce(:name, name),
                 state = coalesce(:state, state), script = coalesce(:script, script),
                 timeout_nanos = coalesce(:timeout, timeout_nanos),
                 allowed_to_fail = coalesce(:allowed, allowed_to_fail),
                 sequence = :sequence, changed_at = :at
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": event.aggregate.id,
            ":key": change.name.map(|name| ActionName::stored(name).key()),
            ":name": change.name,
            ":state": change.state.map(number),
            ":script": change.script,
            ":timeout": change.timeout.map(nanos),
            ":allowed": change.allowed_to_fail,
            ":sequence": signed(event.sequence),
            ":at": event.created_at.micros(),
        })?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, id: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM actions WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// An action from a row of [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Action> {
    let timeout = Duration::from_nanos(unsigned(row, 4)?);
    Ok(Action {
        id: ActionId::new(row.get::<_, String>(0)?),
        state: known(row, 2, state)?,
        name: ActionName::stored(row.get::<_, String>(3)?),
        script: Script::stored(row.get::<_, String>(9)?),
        timeout: Timeout::stored(timeout),
        allowed_to_fail: row.get(5)?,
        details: Details {
            sequence: unsigned(row, 6)?,
            created_at: Timestamp::from_micros(row.get(7)?),
            changed_at: Timestamp::from_micros(row.get(8)?),
            owner: OrgId::new(row.get::<_, String>(1)?),
        },
    })
}

/// How a state is kept; sorts as states do.
pub(crate) fn number(state: ActionState) -> i64 {
    match state {
        ActionState::Inactive => 1,
        ActionState::Active => 2,
    }
}

fn state(number: u8) -> Option<ActionState> {
    match number {
        1 => Some(ActionState::Inactive),
        2 => Some(ActionState::Active),
        _ => None,
    }
}

fn nanos(timeout: Duration) -> i64 {
    i64::try_from(timeout.as_nanos()).unwrap_or(i64::MAX)
}

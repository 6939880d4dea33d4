//! Flows that were set since they were last cleared.

use portcullis_core::{
    Event,
    flow::{FlowRecord, FlowType},
    id::{ActionId, OrgId},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{details, id, known, signed, triggers};

/// A flow with the lists of its triggers.
pub(crate) fn find(
    connection: &Connection,
    org: &OrgId,
    flow: FlowType,
) -> rusqlite::Result<Option<FlowRecord>> {
    let found = connection
        .prepare_cached("SELECT * FROM flows WHERE org_id = ?1 AND flow_type = ?2")?
        .query_row(params![org.as_str(), flow.id()], |row| {
            details(row, org.clone())
        })
        .optional()?;
    let Some(details) = found else {
        return Ok(None);
    };
    let triggers = triggers::of(connection, org, flow)?;
    Ok(Some(FlowRecord { details, triggers }))
}

/// Every flow, once per trigger, in whose visible list the action stands.
pub(crate) fn showing(
    connection: &Connection,
    org: &OrgId,
    action: &ActionId,
) -> rusqlite::Result<Vec<FlowType>> {
    connection
        .prepare_cached(
            "SELECT flow_type FROM trigger_actions
             WHERE action_id = ?1 AND visible AND org_id = ?2
             ORDER BY flow_type, trigger_type",
        )?
        .query_map([action.as_str(), org.as_str()], |row| {
            known(row, "flow_type", FlowType::from_id)
        })?
        .collect()
}

/// Every flow that is set, and every one of which anything is left.
pub(crate) fn keys(connection: &Connection) -> rusqlite::Result<Vec<(OrgId, FlowType)>> {
    connection
        .prepare_cached(
            "SELECT org_id, flow_type FROM flows
             UNION SELECT org_id, flow_type FROM triggers
             UNION SELECT org_id, flow_type FROM trigger_actions",
        )?
        .query_map((), |row| {
            Ok((
                id(row, "org_id")?,
                known(row, "flow_type", FlowType::from_id)?,
            ))
        })?
        .collect()
}

/// Notes that `event` set something in a flow; the first time adds the flow.
pub(crate) fn set(connection: &Connection, event: &Event, flow: FlowType) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO flows (org_id, flow_type, sequence, created_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT DO UPDATE
             SET sequence = excluded.sequence, changed_at = excluded.changed_at",
        )?
        .execute(params![
            event.owner.as_str(),
            flow.id(),
            signed(event.sequence),
            event.created_at.micros()
        ])?;
    Ok(())
}

/// Notes that `event` changed a flow that is set.
pub(crate) fn touch(
    connection: &Connection,
    event: &Event,
    flow: FlowType,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE flows SET sequence = ?3, changed_at = ?4
             WHERE org_id = ?1 AND flow_type = ?2",
        )?
        .execute(params![
            event.owner.as_str(),
            flow.id(),
            signed(event.sequence),
            event.created_at.micros()
        ])?;
    Ok(())
}

pub(crate) fn clear(connection: &Connection, org: &str, flow: FlowType) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM flows WHERE org_id = ?1 AND flow_type = ?2")?
        .execute(params![org, flow.id()])?;
    triggers::clear(connection, org, flow)
}

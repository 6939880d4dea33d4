//! Triggers that are suspended.

use portcullis_core::{
    Event,
    flow::{FlowType, TriggerType},
    id::OrgId,
    suspension::{Suspension, SuspensionReason},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{id, known, time};

pub(crate) fn find(
    connection: &Connection,
    org: &OrgId,
    flow: FlowType,
    trigger: TriggerType,
) -> rusqlite::Result<Option<Suspension>> {
    connection
        .prepare_cached(
            "SELECT * FROM suspensions
             WHERE org_id = ?1 AND flow_type = ?2 AND trigger_type = ?3",
        )?
        .query_row(params![org.as_str(), flow.id(), trigger.id()], read)
        .optional()
}

/// Those of an organisation, in the order of their ids.
pub(crate) fn of(connection: &Connection, org: &OrgId) -> rusqlite::Result<Vec<Suspension>> {
    connection
        .prepare_cached(
            "SELECT * FROM suspensions WHERE org_id = ?1 ORDER BY flow_type, trigger_type",
        )?
        .query_map([org.as_str()], read)?
        .collect()
}

pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<(OrgId, Suspension)>> {
    connection
        .prepare_cached("SELECT * FROM suspensions")?
        .query_map((), |row| Ok((id(row, "org_id")?, read(row)?)))?
        .collect()
}

/// Notes that `event` suspended a trigger.
pub(crate) fn add(
    connection: &Connection,
    event: &Event,
    (flow, trigger): (FlowType, TriggerType),
    reason: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO suspensions VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            event.aggregate.id,
            flow.id(),
            trigger.id(),
            reason,
            event.created_at.micros(),
            event.creator
        ])?;
    Ok(())
}

pub(crate) fn remove(
    connection: &Connection,
    org: &str,
    (flow, trigger): (FlowType, TriggerType),
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM suspensions
             WHERE org_id = ?1 AND flow_type = ?2 AND trigger_type = ?3",
        )?
        .execute(params![org, flow.id(), trigger.id()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Suspension> {
    Ok(Suspension {
        flow: known(row, "flow_type", FlowType::from_id)?,
        trigger: known(row, "trigger_type", TriggerType::from_id)?,
        reason: SuspensionReason::stored(row.get::<_, String>("reason")?),
        suspended_at: time(row, "suspended_at")?,
        suspended_by: row.get("suspended_by")?,
    })
}

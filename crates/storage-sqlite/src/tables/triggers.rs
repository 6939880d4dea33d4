//! Triggers and their lists: one row per recorded action, marked while it is visible.

use std::collections::BTreeMap;

use portcullis_core::{
    flow::{FlowType, TriggerList, TriggerType},
    id::{ActionId, OrgId},
};
use rusqlite::{Connection, params};

use super::{id, known, signed};

/// Every trigger of a flow that was set, with its lists.
pub(crate) fn of(
    connection: &Connection,
    org: &OrgId,
    flow: FlowType,
) -> rusqlite::Result<BTreeMap<TriggerType, TriggerList>> {
    let mut set: BTreeMap<TriggerType, TriggerList> = connection
        .prepare_cached("SELECT trigger_type FROM triggers WHERE org_id = ?1 AND flow_type = ?2")?
        .query_map(params![org.as_str(), flow.id()], |row| {
            let trigger = known(row, "trigger_type", TriggerType::from_id)?;
            Ok((trigger, TriggerList::default()))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT trigger_type, action_id, visible FROM trigger_actions
         WHERE org_id = ?1 AND flow_type = ?2 ORDER BY trigger_type, place",
    )?;
    let mut rows = statement.query(params![org.as_str(), flow.id()])?;
    while let Some(row) = rows.next()? {
        let list = set
            .entry(known(row, "trigger_type", TriggerType::from_id)?)
            .or_default();
        let action: ActionId = id(row, "action_id")?;
        if row.get("visible")? {
            list.visible.push(action.clone());
        }
        list.recorded.push(action);
    }
    Ok(set)
}

/// The visible list of a trigger.
pub(crate) fn visible(
    connection: &Connection,
    org: &OrgId,
    flow: FlowType,
    trigger: TriggerType,
) -> rusqlite::Result<Vec<ActionId>> {
    connection
        .prepare_cached(
            "SELECT action_id FROM trigger_actions
             WHERE org_id = ?1 AND flow_type = ?2 AND trigger_type = ?3 AND visible
             ORDER BY place",
        )?
        .query_map(params![org.as_str(), flow.id(), trigger.id()], |row| {
            id(row, "action_id")
        })?
        .collect()
}

pub(crate) fn set(
    connection: &Connection,
    org: &OrgId,
    (flow, trigger): (FlowType, TriggerType),
    actions: &[ActionId],
) -> rusqlite::Result<()> {
    let key = params![org.as_str(), flow.id(), trigger.id()];
    connection
        .prepare_cached("INSERT OR IGNORE INTO triggers VALUES (?1, ?2, ?3)")?
        .execute(key)?;
    connection
        .prepare_cached(
            "DELETE FROM trigger_actions
             WHERE org_id = ?1 AND flow_type = ?2 AND trigger_type = ?3",
        )?
        .execute(key)?;
    let mut insert = connection
        .prepare_cached("INSERT INTO trigger_actions VALUES (?1, ?2, ?3, ?4, ?5, TRUE)")?;
    for (place, action) in actions.iter().enumerate() {
        insert.execute(params![
            org.as_str(),
            flow.id(),
            trigger.id(),
            signed(place as u64),
            action.as_str()
        ])?;
    }
    Ok(())
}

/// Takes an action out of every visible list of a flow.
pub(crate) fn hide(
    connection: &Connection,
    org: &OrgId,
    flow: FlowType,
    action: &ActionId,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE trigger_actions SET visible = FALSE
             WHERE action_id = ?1 AND visible AND org_id = ?2 AND flow_type = ?3",
        )?
        .execute(params![action.as_str(), org.as_str(), flow.id()])?;
    Ok(())
}

pub(crate) fn clear(connection: &Connection, org: &str, flow: FlowType) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM triggers WHERE org_id = ?1 AND flow_type = ?2",
        "DELETE FROM trigger_actions WHERE org_id = ?1 AND flow_type = ?2",
    ] {
        connection
            .prepare_cached(statement)?
            .execute(params![org, flow.id()])?;
    }
    Ok(())
}

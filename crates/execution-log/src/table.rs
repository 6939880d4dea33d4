//! The tables: every statement of the crate, but for searching, stands here.

use std::{collections::HashMap, time::Duration};

use portcullis_core::{
    Timestamp,
    execution::{Entry, Execution, OutcomeKind},
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId},
    script::{ActionOutcome, LogRecord, ScriptError},
};
use rusqlite::{Connection, Row, named_params, types::Type};

use crate::{codec, fit};

/// What [`read`] takes, in its order: by place, since names would be compared for every row.
pub(crate) const COLUMNS: &str = "number, started, took_nanos, flow_type, trigger_type, action_id, \
                                  action_name, action_sequence, outcome, trace_id, error, logs";

/// The largest number ever given out.
pub(crate) fn last_number(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row("SELECT last_number FROM meta", (), |row| unsigned(row, 0))
}

pub(crate) fn set_last_number(connection: &Connection, number: u64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE meta SET last_number = ?1")?
        .execute([signed(number)])?;
    Ok(())
}

/// How many entries each organisation has.
pub(crate) fn counts(connection: &Connection) -> rusqlite::Result<HashMap<OrgId, u64>> {
    connection
        .prepare("SELECT org_id, count(*) FROM executions GROUP BY org_id")?
        .query_map((), |row| {
            Ok((OrgId::new(row.get::<_, String>(0)?), unsigned(row, 1)?))
        })?
        .collect()
}

pub(crate) fn add(connection: &Connection, org: &OrgId, entry: &Entry) -> rusqlite::Result<()> {
    let execution = &entry.execution;
    let error = fit::error(&execution.outcome).map(codec::write_error);
    let logs = (!execution.logs.is_empty()).then(|| codec::write_logs(&execution.logs));
    connection
        .prepare_cached(&format!(
            "INSERT INTO executions (org_id, {COLUMNS})
             VALUES (:org, :number, :started, :took, :flow, :trigger, :action,
                 :name, :sequence, :outcome, :trace, :error, :logs)"
        ))?
        .execute(named_params! {
            ":org": org.as_str(),
            ":number": signed(entry.number),
            ":started": execution.started.micros(),
            ":took": i64::try_from(execution.took.as_nanos()).unwrap_or(i64::MAX),
            ":flow": execution.flow.id(),
            ":trigger": execution.trigger.id(),
            ":action": execution.action.as_str(),
            ":name": execution.action_name,
            ":sequence": signed(execution.action_sequence),
            ":outcome": OutcomeKind::of(&execution.outcome).id(),
            ":trace": execution.trace_id,
            ":error": error.transpose().map_err(unwritable)?,
            ":logs": logs.transpose().map_err(unwritable)?,
        })?;
    Ok(())
}

/// Takes out the oldest entries of an organisation; tells how many there were.
pub(crate) fn remove_oldest(
    connection: &Connection,
    org: &OrgId,
    most: u32,
) -> rusqlite::Result<u32> {
    connection
        .prepare_cached(
            "DELETE FROM executions WHERE number IN
                 (SELECT number FROM executions WHERE org_id = ?1 ORDER BY number LIMIT ?2)",
        )?
        .execute((org.as_str(), most))
        .map(|removed| u32::try_from(removed).unwrap_or(most))
}

/// Takes out entries of an organisation that began before a time; tells how many there were.
pub(crate) fn remove_before(
    connection: &Connection,
    org: &OrgId,
    time: Timestamp,
    most: u32,
) -> rusqlite::Result<u32> {
    connection
        .prepare_cached(
            "DELETE FROM executions WHERE number IN
                 (SELECT number FROM executions WHERE org_id = ?1 AND started < ?2 LIMIT ?3)",
        )?
        .execute((org.as_str(), time.micros(), most))
        .map(|removed| u32::try_from(removed).unwrap_or(most))
}

/// An entry from its [`COLUMNS`], and how much text it has.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<(Entry, usize)> {
    let error: Option<String> = row.get(10)?;
    let logs: Option<String> = row.get(11)?;
    let bytes = error.as_ref().map_or(0, String::len) + logs.as_ref().map_or(0, String::len);
    let execution = Execution {
        started: Timestamp::from_micros(row.get(1)?),
        took: Duration::from_nanos(unsigned(row, 2)?),
        flow: known(row, 3, FlowType::from_id)?,
        trigger: known(row, 4, TriggerType::from_id)?,
        action: ActionId::new(row.get::<_, String>(5)?),
        action_name: row.get(6)?,
        action_sequence: unsigned(row, 7)?,
        outcome: outcome(known(row, 8, OutcomeKind::from_id)?, error.as_deref())?,
        logs: logs.as_deref().map_or(Ok(Vec::new()), read_logs)?,
        trace_id: row.get(9)?,
    };
    let number = unsigned(row, 0)?;
    Ok((Entry { number, execution }, bytes))
}

fn outcome(kind: OutcomeKind, error: Option<&str>) -> rusqlite::Result<ActionOutcome> {
    Ok(match kind {
        OutcomeKind::Succeeded => ActionOutcome::Succeeded,
        OutcomeKind::Failed => ActionOutcome::Failed(read_error(error)?),
        OutcomeKind::FailedAllowed => ActionOutcome::FailedAllowed(read_error(error)?),
        OutcomeKind::SkippedInactive => ActionOutcome::SkippedInactive,
        OutcomeKind::NotRun => ActionOutcome::NotRun,
    })
}

fn read_error(text: Option<&str>) -> rusqlite::Result<ScriptError> {
    codec::read_error(text.unwrap_or_default()).map_err(|error| unreadable(10, error))
}

fn read_logs(text: &str) -> rusqlite::Result<Vec<LogRecord>> {
    codec::read_logs(text).map_err(|error| unreadable(11, error))
}

fn unreadable(column: usize, error: codec::Unreadable) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

fn unwritable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

/// A count as SQLite keeps it; it has no unsigned integers.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// A number that stands for something, such as a flow.
fn known<T>(
    row: &Row<'_>,
    column: usize,
    known: impl FnOnce(u8) -> Option<T>,
) -> rusqlite::Result<T> {
    let number: i64 = row.get(column)?;
    u8::try_from(number)
        .ok()
        .and_then(known)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, number))
}

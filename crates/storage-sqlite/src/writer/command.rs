//! One command within the transaction: decide on the tables, append, apply.

use portcullis_core::{Command, Context, Outcome, Result, Timestamp, decide, id::IdSource};
use portcullis_storage::{Head, Row};
use rusqlite::Connection;

use crate::{
    apply::apply,
    error::failed,
    tables::{aggregates, events, meta},
    view::SqlView,
};

/// Executes a command. On an error the caller rolls back: some of it may be written.
pub(super) fn execute(
    connection: &Connection,
    now: Timestamp,
    command: &Command,
    context: &Context,
) -> Result<Outcome> {
    let last_id = meta::last_id(connection).map_err(failed)?;
    let mut ids = IdSource::new(last_id, now);
    let view = SqlView(connection);
    let mut decision = decide(&view, command, context.precondition, &mut ids)?;
    for new in std::mem::take(&mut decision.events) {
        let position = events::last_position(connection).map_err(failed)? + 1;
        let head = aggregates::head(connection, &new.aggregate).map_err(failed)?;
        let (event, row) = Row::next(new, position, &head, (&context.creator, now))?;
        let head = Head {
            sequence: row.sequence,
            hash: row.hash,
        };
        events::add(connection, &row)
            .and_then(|()| aggregates::set(connection, &event.aggregate, &head))
            .and_then(|()| apply(connection, &event))
            .map_err(failed)?;
    }
    if ids.last() > last_id {
        meta::set_last_id(connection, ids.last()).map_err(failed)?;
    }
    let head = aggregates::head(connection, decision.subject()).map_err(failed)?;
    Ok(decision.outcome(head.sequence, now))
}

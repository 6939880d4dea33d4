//! One command within the transaction: decide on the tables, append, apply.

use portcullis_core::{
    AggregateKind, Command, Context, Outcome, Result, Timestamp, decide, id::IdSource,
};
use portcullis_storage::{Head, Row};
use rusqlite::Connection;

use crate::{
    apply::apply,
    error::failed,
    tables::{
        aggregates, events,
        meta::{self, Counters},
    },
    view::SqlView,
};

/// Where the next command goes on. Read once for a transaction, during which nobody else writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    /// The position of the newest event.
    position: u64,
    counters: Counters,
}

// === impl Ends ===

impl Ends {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            position: events::last_position(connection)?,
            counters: meta::counters(connection)?,
        })
    }

    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        meta::set_counters(connection, &self.counters)
    }
}

/// Executes a command that goes on from `ends`, and tells where it ends itself.
///
/// A refusal comes before anything is written. After a failure of the database some of the command
/// may be written, and the caller rolls back.
pub(super) fn execute(
    connection: &Connection,
    now: Timestamp,
    (command, context): (&Command, &Context),
    mut ends: Ends,
) -> Result<(Outcome, Ends)> {
    let mut ids = IdSource::new(ends.counters.last_id, now);
    let view = SqlView(connection);
    let mut decision = decide(&view, command, context.precondition, &mut ids)?;
    let mut sequence = None;
    for new in std::mem::take(&mut decision.events) {
        let head = aggregates::head(connection, &new.aggregate).map_err(failed)?;
        ends.position += 1;
        let (event, row) = Row::next(new, ends.position, &head, (&context.creator, now))?;
        if event.aggregate.kind != AggregateKind::Action {
            ends.counters.directory += 1;
        }
        if event.aggregate == *decision.subject() {
            sequence = Some(row.sequence);
        }
        let head = Head {
            sequence: row.sequence,
            hash: row.hash,
        };
        events::add(connection, &row)
            .and_then(|()| aggregates::set(connection, &event.aggregate, &head))
            .and_then(|()| apply(connection, &event))
            .map_err(failed)?;
    }
    ends.counters.last_id = ids.last();
    let sequence = match sequence {
        Some(sequence) => sequence,
        None => {
            let head = aggregates::head(connection, decision.subject()).map_err(failed)?;
            head.sequence
        }
    };
    Ok((decision.outcome(sequence, now), ends))
}

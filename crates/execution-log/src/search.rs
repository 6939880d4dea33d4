//! Searching an organisation's log in SQL.

use portcullis_core::{
    Timestamp,
    execution::{Entry, ExecutionSearch, OutcomeKind},
    id::OrgId,
};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::table::{self, signed};

/// How much text a page has before it ends early: well below what clients take in one message.
const PAGE_BYTES: usize = 2 << 20;

/// How many entries are worth a look before the search itself.
const FEW: i64 = 10_000;

/// A statement with the values of its question marks.
pub(crate) struct Query {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// A page, newest first. It holds fewer than were asked for when they are long, but at least one
/// if there is one.
pub(crate) fn page(
    connection: &Connection,
    org: &OrgId,
    search: &ExecutionSearch,
) -> rusqlite::Result<Vec<Entry>> {
    let query = Query::of(org, search);
    let mut statement = connection.prepare_cached(&query.sql)?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    let mut entries = Vec::new();
    let mut room = PAGE_BYTES;
    while let Some(row) = rows.next()? {
        let (entry, bytes) = table::read(row)?;
        let left = room.checked_sub(bytes);
        if left.is_none() && !entries.is_empty() {
            break;
        }
        room = left.unwrap_or(0);
        entries.push(entry);
    }
    Ok(entries)
}

// === impl Query ===

impl Query {
    /// Every filter is compared in an index that stands in the order of the page; "+" keeps SQLite
    /// from taking the one in the order of time, which it would have to sort.
    pub(crate) fn of(org: &OrgId, search: &ExecutionSearch) -> Self {
        let columns = table::COLUMNS;
        let mut query = Self {
            sql: format!("SELECT {columns} FROM executions WHERE org_id = ?"),
            values: vec![Value::Text(org.to_string())],
        };
        if let Some(action) = &search.filter.action {
            query.and("action_id = ?", [Value::Text(action.to_string())]);
        }
        if let Some(kind) = search.filter.outcome {
            query.and("outcome = ?", [Value::Integer(kind.id().into())]);
            if kind != OutcomeKind::Succeeded {
                // which has an index of its own
                query.and("outcome <> 1", []);
            }
        }
        if let Some(before) = search.before {
            query.and("number < ?", [Value::Integer(signed(before))]);
        }
        if let Some(from) = search.from {
            query.and("+started >= ?", [Value::Integer(from.micros())]);
            query.bound_numbers(org, from, search.to);
        }
        if let Some(to) = search.to {
            query.and("+started < ?", [Value::Integer(to.micros())]);
        }
        query.sql.push_str(" ORDER BY number DESC LIMIT ?");
        query.values.push(Value::Integer(search.limit.into()));
        query
    }

    /// Spares a search of the last minutes the way through all that is older: where there are few
    /// entries in the time, none with a number below theirs is looked at.
    fn bound_numbers(&mut self, org: &OrgId, from: Timestamp, to: Option<Timestamp>) {
        self.and(
            "number >= (SELECT iif(count(*) < ?, min(number), 0) FROM
                 (SELECT number FROM executions INDEXED BY executions_by_time
                     WHERE org_id = ? AND started >= ? AND started <= ? LIMIT ?))",
            [
                Value::Integer(FEW),
                Value::Text(org.to_string()),
                Value::Integer(from.micros()),
                Value::Integer(to.map_or(i64::MAX, Timestamp::micros)),
                Value::Integer(FEW),
            ],
        );
    }

    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

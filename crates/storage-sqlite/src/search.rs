//! Searching an organisation's actions in SQL. Everything compared is literal: no wildcards.

use std::sync::Arc;

use portcullis_core::{
    action::Action,
    id::OrgId,
    letter_case,
    listing::{
        ActionColumn, ActionFilter, ActionOrder, ActionPage, ActionSearch, TextMethod, TextPart,
    },
};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::tables::{actions, signed};

/// Conditions in SQL with the values of their question marks.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

/// A page and the number of all matches, as of one moment if `connection` is in a transaction.
pub(crate) fn page(
    connection: &Connection,
    org: &OrgId,
    search: &ActionSearch,
) -> rusqlite::Result<ActionPage> {
    let conditions = Conditions::of(org, &search.filters);
    let bounds = (i64::from(search.limit), signed(search.offset));
    let actions = find(connection, &conditions, search.order, bounds)?;
    let is_last = !actions.is_empty() && actions.len() < search.limit as usize;
    let total = if is_last {
        search.offset + actions.len() as u64
    } else {
        count(connection, conditions)?
    };
    Ok(ActionPage { actions, total })
}

fn find(
    connection: &Connection,
    conditions: &Conditions,
    by: ActionOrder,
    (limit, offset): (i64, i64),
) -> rusqlite::Result<Vec<Arc<Action>>> {
    let mut values = conditions.values.clone();
    values.extend([Value::Integer(limit), Value::Integer(offset)]);
    let (columns, where_, order) = (actions::COLUMNS, &conditions.sql, order(by));
    connection
        .prepare_cached(&format!(
            "SELECT {columns} FROM actions WHERE {where_} ORDER BY {order} LIMIT ? OFFSET ?"
        ))?
        .query_map(params_from_iter(values), |row| {
            actions::read(row).map(Arc::new)
        })?
        .collect()
}

fn count(connection: &Connection, conditions: Conditions) -> rusqlite::Result<u64> {
    let where_ = conditions.sql;
    connection
        .prepare_cached(&format!("SELECT count(*) AS n FROM actions WHERE {where_}"))?
        .query_row(params_from_iter(conditions.values), |row| {
            crate::tables::unsigned(row, "n")
        })
}

/// Equal keys stand in creation order, which is that of `position`.
fn order(order: ActionOrder) -> &'static str {
    match order {
        ActionOrder::Creation => "position",
        ActionOrder::Column { column, ascending } => match (column, ascending) {
            (ActionColumn::Name, true) => "name, position",
            (ActionColumn::Name, false) => "name DESC, position",
            (ActionColumn::Id, true) => "length(id), id",
            (ActionColumn::Id, false) => "length(id) DESC, id DESC",
            (ActionColumn::State, true) => "state, position",
            (ActionColumn::State, false) => "state DESC, position",
        },
    }
}

// === impl Conditions ===

impl Conditions {
    fn of(org: &OrgId, filters: &[ActionFilter]) -> Self {
        let mut conditions = Self {
            sql: "org_id = ?".to_owned(),
            values: vec![Value::Text(org.to_string())],
        };
        for filter in filters {
            match filter {
                ActionFilter::Id(id) => conditions.and("id = ?", [Value::Text(id.clone())]),
                ActionFilter::Name { text, method } => conditions.name(text, *method),
                ActionFilter::State(Some(state)) => {
                    conditions.and("state = ?", [Value::Integer(actions::number(*state))]);
                }
                ActionFilter::State(None) => conditions.and("FALSE", []),
            }
        }
        conditions
    }

    /// Compares bytes: parts of valid UTF-8 match only at the bounds of characters.
    fn name(&mut self, text: &str, method: TextMethod) {
        let key = letter_case::lower(text);
        let (column, text) = if method.ignore_case {
            ("name_key", key.clone())
        } else {
            ("name", text.to_owned())
        };
        let length = Value::Integer(signed(text.len() as u64));
        match method.part {
            // The key narrows by index; it is not unique to one spelling.
            TextPart::Whole => self.and(
                &format!("name_key = ? AND {column} = ?"),
                [Value::Text(key), Value::Text(text)],
            ),
            _ if text.is_empty() => {}
            TextPart::Start => self.and(
                &format!("substr(CAST({column} AS BLOB), 1, ?) = ?"),
                [length, Value::Blob(text.into_bytes())],
            ),
            TextPart::Anywhere => self.and(
                &format!("instr(CAST({column} AS BLOB), ?)"),
                [Value::Blob(text.into_bytes())],
            ),
            TextPart::End => self.and(
                &format!("substr(CAST({column} AS BLOB), -?) = ?"),
                [length, Value::Blob(text.into_bytes())],
            ),
        }
    }

    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

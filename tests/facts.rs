//! What the documentation of actions states: a script for each statement, and what comes of it.
//!
//! Shared by the tests of the engine, of the command line and of the API. Nothing here knows how a run
//! is asked for; an answer is an `ExecuteTriggerResponse` in JSON. `facts/README.md` says how the rows
//! are written.

#[path = "facts/closed.rs"]
mod closed;
#[path = "facts/effects.rs"]
mod effects;
#[path = "facts/row.rs"]
mod row;

use serde_json::{Value, json};

use self::closed::CLOSED;
pub(crate) use self::{closed::Door, effects::effects, row::Row};
use crate::shared::{Verdicts, is_chosen};

/// Rows, one file for each page or so.
const FILES: &[&str] = &[
    include_str!("facts/actions.js"),
    include_str!("facts/creation.js"),
    include_str!("facts/external.js"),
    include_str!("facts/language.js"),
    include_str!("facts/modules.js"),
    include_str!("facts/objects.js"),
    include_str!("facts/tokens.js"),
];

/// The rows, and which of them came out as they are stated.
#[derive(Debug)]
pub(crate) struct Facts {
    door: Option<Door>,
    verdicts: Verdicts,
}

/// All rows.
pub(crate) fn all() -> Vec<Row> {
    FILES.iter().flat_map(|file| Row::all(file)).collect()
}

// === impl Facts ===

impl Facts {
    /// Of a suite that runs them through a door, or in the engine alone.
    pub(crate) fn new(door: Option<Door>) -> Self {
        Self {
            door,
            verdicts: Verdicts::default(),
        }
    }

    /// All rows, or those that are chosen by their names.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows = all();
        for it in CLOSED {
            let is_there = rows.iter().any(|row| it.is_for(row));
            assert!(is_there, "there is no {}", it.rows);
        }
        rows.retain(|row| is_chosen(row.name()));
        rows
    }

    /// Notes what became of a row.
    pub(crate) fn note(&mut self, row: &Row, response: &Value) {
        let mut closed = CLOSED.iter().filter(|it| Some(it.door) == self.door);
        let reason = closed.find(|it| it.is_for(row)).map(|it| it.reason);
        let found = differences(row, &effects(response));
        self.verdicts.note(row.name(), &found, reason);
    }

    /// Everything came out as it is stated.
    #[track_caller]
    pub(crate) fn check(self, suite: &str) {
        self.verdicts.check(suite);
    }
}

/// What is stated has to be there, and no failure beside it.
fn differences(row: &Row, effects: &Value) -> Vec<String> {
    let stated = row.json("expect").unwrap_or(json!({}));
    let parts = stated.as_object().unwrap().iter();
    let parts = parts.filter(|(part, value)| effects[part.as_str()] != **value);
    let mut found: Vec<_> = parts
        .map(|(part, value)| format!("{part} is {}, not {value}", effects[part.as_str()]))
        .collect();
    if stated.get("error").is_none() && effects["error"].is_string() {
        found.push(format!("failed with {}", effects["error"]));
    }
    found
}

//! Ways to run a row, and rows for which a way is closed.

use super::Row;

/// A way to run a row, beside the engine alone, where the tests make the world around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Actions that a request brings along.
    Tried,
    /// Actions that are stored.
    Stored,
}

/// A door that is closed for some rows.
#[derive(Debug)]
pub(super) struct Closed {
    pub(super) door: Door,
    /// A key that they have, or the name of one.
    pub(super) rows: &'static str,
    pub(super) reason: &'static str,
}

/// All of them. What is listed has to come out otherwise there.
pub(super) const CLOSED: &[Closed] = &[
    Closed {
        door: Door::Tried,
        rows: "secrets",
        reason: "actions that are tried see placeholders",
    },
    Closed {
        door: Door::Stored,
        rows: "secrets-tried",
        reason: "actions that are stored see the secrets themselves",
    },
    Closed {
        door: Door::Stored,
        rows: "mocks",
        reason: "calls of actions that are stored go out",
    },
    Closed {
        door: Door::Stored,
        rows: "fail-lookups",
        reason: "only actions that are tried can be told that lookups fail",
    },
    Closed {
        door: Door::Stored,
        rows: "fail-metadata-writes",
        reason: "only actions that are tried can be told that metadata cannot be written",
    },
];

// === impl Closed ===

impl Closed {
    pub(super) fn is_for(&self, row: &Row) -> bool {
        row.name() == self.rows || row.has(self.rows)
    }
}

//! Searching an organisation's actions.

use std::sync::Arc;

use crate::{
    action::{Action, ActionState},
    letter_case,
};

/// What to list. All filters must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionSearch {
    /// Conditions, all of which must hold; at most [`ActionSearch::FILTERS_MAX`], which whoever
    /// takes them from a caller sees to: backends may fail with more.
    pub filters: Vec<ActionFilter>,
    /// The order of the result.
    pub order: ActionOrder,
    /// How many matches to skip.
    pub offset: u64,
    /// How many matches to return at most.
    pub limit: u32,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFilter {
    /// The id, exactly.
    Id(String),
    /// The name.
    Name {
        /// What to look for.
        text: String,
        /// How to compare.
        method: TextMethod,
    },
    /// The state; `None` (asked for as "unspecified") matches nothing.
    State(Option<ActionState>),
}

/// How a text is compared; each also without regard to case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextMethod {
    /// Which part must be equal. An empty text is part of every name.
    pub part: TextPart,
    /// Whether case is ignored.
    pub ignore_case: bool,
}

/// The part of a name that is compared; everything is literal, there are no wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// The whole name.
    Whole,
    /// Its beginning.
    Start,
    /// Any part.
    Anywhere,
    /// Its end.
    End,
}

/// The order of a listing. Equal keys stand in creation order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionOrder {
    /// Oldest first.
    Creation,
    /// By one column.
    Column {
        /// The column.
        column: ActionColumn,
        /// Smallest first.
        ascending: bool,
    },
}

/// What a listing can be sorted by. Names sort by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of an action")]
pub enum ActionColumn {
    Name,
    Id,
    State,
}

/// A page of actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPage {
    /// The actions of the page.
    pub actions: Vec<Arc<Action>>,
    /// How many match in all.
    pub total: u64,
}

// === impl ActionSearch ===

impl ActionSearch {
    /// The largest page, and the page when no limit is given.
    pub const LIMIT_MAX: u32 = 1000;

    /// The most conditions, well below what a database can nest in one statement.
    pub const FILTERS_MAX: usize = 100;
}

impl Default for ActionSearch {
    fn default() -> Self {
        Self {
            filters: Vec::new(),
            order: ActionOrder::Creation,
            offset: 0,
            limit: Self::LIMIT_MAX,
        }
    }
}

// === impl ActionFilter ===

impl ActionFilter {
    /// Whether an action fulfils the condition.
    pub fn matches(&self, action: &Action) -> bool {
        match self {
            Self::Id(id) => action.id.as_str() == id,
            Self::Name { text, method } => method.matches(action.name.as_str(), text),
            Self::State(state) => *state == Some(action.state),
        }
    }
}

// === impl TextMethod ===

impl TextMethod {
    fn matches(self, name: &str, text: &str) -> bool {
        if self.ignore_case {
            self.part
                .matches(&letter_case::lower(name), &letter_case::lower(text))
        } else {
            self.part.matches(name, text)
        }
    }
}

// === impl TextPart ===

impl TextPart {
    fn matches(self, name: &str, text: &str) -> bool {
        match self {
            Self::Whole => name == text,
            Self::Start => name.starts_with(text),
            Self::Anywhere => name.contains(text),
            Self::End => name.ends_with(text),
        }
    }
}

//! The log of how actions ran: what is noted, and how it is searched.
//!
//! It is no part of the history: entries go after some time, and some are never kept when more comes
//! than can be written. Who keeps it is behind [`ports::ExecutionLog`](crate::ports::ExecutionLog).

use std::time::Duration;

use crate::{
    Error, Result, Timestamp,
    flow::{FlowType, TriggerType},
    id::ActionId,
    script::{ActionOutcome, ActionResult, LogRecord, TriggerOutcome, TriggerResult},
};

#[cfg(test)]
mod tests;

/// One action's run, as it is noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The flow.
    pub flow: FlowType,
    /// The trigger.
    pub trigger: TriggerType,
    /// Id of the action.
    pub action: ActionId,
    /// Its name.
    pub action_name: String,
    /// Number of its last change: which version ran.
    pub action_sequence: u64,
    /// How it ended.
    pub outcome: ActionOutcome,
    /// Log lines.
    pub logs: Vec<LogRecord>,
    /// Id of the trace that the call belonged to; may be empty.
    pub trace_id: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Larger than that of every entry before it, also of those that are gone.
    pub number: u64,
    /// What was noted.
    pub execution: Execution,
}

/// Where and when actions of a trigger were to run.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// When they were asked for.
    pub started: Timestamp,
    /// The flow.
    pub flow: FlowType,
    /// The trigger.
    pub trigger: TriggerType,
    /// Id of the trace that the call belonged to; may be empty.
    pub trace_id: String,
}

/// How an action ended, without why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as those of `ActionOutcome`")]
pub enum OutcomeKind {
    Succeeded = 1,
    Failed = 2,
    FailedAllowed = 3,
    SkippedInactive = 4,
    NotRun = 5,
}

/// Which executions somebody asks for; all that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutionFilter {
    /// Only of this action.
    pub action: Option<ActionId>,
    /// Only those that ended so.
    pub outcome: Option<OutcomeKind>,
}

/// What to list, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionSearch {
    /// Which.
    pub filter: ExecutionFilter,
    /// Only those that began then or later.
    pub from: Option<Timestamp>,
    /// Only those that began earlier.
    pub to: Option<Timestamp>,
    /// Only those with a smaller number.
    pub before: Option<u64>,
    /// How many at most; see [`ExecutionSearch::limit()`].
    pub limit: u32,
}

/// Some entries of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutionPage {
    /// Newest first. There may be more, also when they are fewer than was asked for, unless there is
    /// none.
    pub entries: Vec<Entry>,
    /// How many of the organisation were never kept since the server started.
    pub dropped: u64,
}

// === impl Execution ===

impl Execution {
    /// The runs of a trigger's actions, one after the other. When each began and how long it took
    /// stands in its first and last log line; one that did not run has none. An action that ended the
    /// trigger without failing, by what it left behind, is told as one that failed. Each is made when it
    /// is asked for.
    pub fn of(occasion: &Occasion, result: &TriggerResult) -> impl Iterator<Item = Self> {
        let mut next = occasion.started;
        let ran = |result: &ActionResult| !result.logs.is_empty();
        let last = result.results.iter().rposition(ran);
        let one = move |(at, action): (usize, &ActionResult)| {
            let outcome = match &result.outcome {
                TriggerOutcome::Aborted(error) if Some(at) == last => {
                    ActionOutcome::Failed(error.clone())
                }
                _ => action.outcome.clone(),
            };
            let result = action;
            let started = result.logs.first().map_or(next, |line| line.at);
            let took = result.logs.last().and_then(|line| line.took);
            let took = took.unwrap_or(result.load_took.saturating_add(result.call_took));
            next = started.after(took);
            Self {
                started,
                took,
                flow: occasion.flow,
                trigger: occasion.trigger,
                action: ActionId::new(result.id.clone()),
                action_name: result.name.clone(),
                action_sequence: result.sequence,
                outcome,
                logs: result.logs.clone(),
                trace_id: occasion.trace_id.clone(),
            }
        };
        result.results.iter().enumerate().map(one)
    }
}

// === impl OutcomeKind ===

impl OutcomeKind {
    /// Every one, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Succeeded,
        Self::Failed,
        Self::FailedAllowed,
        Self::SkippedInactive,
        Self::NotRun,
    ];

    /// How an action ended.
    pub fn of(outcome: &ActionOutcome) -> Self {
        match outcome {
            ActionOutcome::Succeeded => Self::Succeeded,
            ActionOutcome::Failed(_) => Self::Failed,
            ActionOutcome::FailedAllowed(_) => Self::FailedAllowed,
            ActionOutcome::SkippedInactive => Self::SkippedInactive,
            ActionOutcome::NotRun => Self::NotRun,
        }
    }

    /// The number that callers and files know it by.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The one with a number.
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

// === impl ExecutionFilter ===

impl ExecutionFilter {
    /// Whether it is one of those asked for.
    pub fn matches(&self, execution: &Execution) -> bool {
        let action = self.action.as_ref();
        let kind = OutcomeKind::of(&execution.outcome);
        action.is_none_or(|action| *action == execution.action)
            && self.outcome.is_none_or(|asked| asked == kind)
    }
}

// === impl ExecutionSearch ===

impl ExecutionSearch {
    /// The page when no limit is given.
    pub const LIMIT_DEFAULT: u32 = 100;

    /// The largest page.
    pub const LIMIT_MAX: u32 = 1000;

    /// A limit as callers give it: 0 for none.
    ///
    /// # Errors
    /// Refuses more than [`Self::LIMIT_MAX`].
    pub fn limit(asked: u32) -> Result<u32> {
        match asked {
            0 => Ok(Self::LIMIT_DEFAULT),
            1..=Self::LIMIT_MAX => Ok(asked),
            _ => {
                let why = format!("may be at most {}", Self::LIMIT_MAX);
                Err(Error::field("limit", why))
            }
        }
    }

    /// Whether an entry is to be listed, were there no limit.
    pub fn matches(&self, entry: &Entry) -> bool {
        let started = entry.execution.started;
        self.filter.matches(&entry.execution)
            && self.from.is_none_or(|from| started >= from)
            && self.to.is_none_or(|to| started < to)
            && self.before.is_none_or(|before| entry.number < before)
    }
}

impl Default for ExecutionSearch {
    fn default() -> Self {
        Self {
            filter: ExecutionFilter::default(),
            from: None,
            to: None,
            before: None,
            limit: Self::LIMIT_DEFAULT,
        }
    }
}

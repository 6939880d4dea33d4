//! How runs ended.

use std::time::Duration;

use super::{Mutations, Step};
use crate::Timestamp;

/// What running a trigger came to.
#[derive(Clone, Debug)]
pub struct TriggerResult {
    /// How it ended.
    pub outcome: TriggerOutcome,
    /// The actions' runs, in order.
    pub results: Vec<ActionResult>,
    /// Everything the actions did.
    pub mutations: Mutations,
    /// All claims that go out as JSON, those of the server included; only where claims are made.
    pub final_claims_json: Option<String>,
}

/// How a trigger ended.
#[derive(Clone, Debug)]
pub enum TriggerOutcome {
    /// All actions ran; some may have failed that are allowed to.
    Completed,
    /// An action failed that is not allowed to, or what it left cannot be used.
    Aborted(ScriptError),
}

/// One action's run.
#[derive(Clone, Debug)]
pub struct ActionResult {
    /// Id of the action.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Number of its last change: which version ran.
    pub sequence: u64,
    /// How it ended.
    pub outcome: ActionOutcome,
    /// How long the script took to load.
    pub load_took: Duration,
    /// How long its function took.
    pub call_took: Duration,
    /// Log lines.
    pub logs: Vec<LogRecord>,
    /// What it did, in order, each with its number within the trigger.
    pub steps: Vec<(u32, Step)>,
    /// HTTP calls it made.
    pub http_calls: Vec<HttpCall>,
    /// What the old engine would have done differently.
    pub compat_warnings: Vec<String>,
}

/// How an action ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ActionOutcome {
    /// It returned.
    Succeeded,
    /// It failed, and with it the trigger.
    Failed(ScriptError),
    /// It failed, which it is allowed to.
    FailedAllowed(ScriptError),
    /// It is not active.
    SkippedInactive,
    /// An earlier one ended the trigger.
    NotRun,
}

/// Why an action failed.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptError {
    /// What kind of failure.
    pub kind: ScriptErrorKind,
    /// The text that the login shows.
    pub message: String,
    /// Name of the exception.
    pub name: String,
    /// The calls that led there.
    pub stack: String,
    /// Where in the script, if that is known.
    pub place: Option<Place>,
    /// What was thrown, as JSON, if it is no exception.
    pub thrown_json: Option<String>,
}

/// A place in a script; both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say all there is")]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptErrorKind {
    /// The script is no JavaScript.
    Syntax,
    /// An exception while it was loaded.
    LoadException,
    /// It has nothing of the action's name.
    FunctionNotFound,
    /// What has the action's name is no function.
    NotCallable,
    /// An exception in the function.
    Exception,
    /// The function returned something.
    BadReturnValue,
    /// The runner refused what the script asked for.
    HostAbort,
    /// Loading took too long.
    TimeoutLoad,
    /// The function took too long.
    TimeoutCall,
    /// It took too much memory.
    Memory,
    /// A value that has no JSON form was left behind.
    UnserialisableValue,
    /// The process that ran it died.
    WorkerLost,
    /// Calls went too deep.
    StackOverflow,
    /// Too many log lines or effects.
    OutputLimit,
}

/// A log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// When it was written.
    pub at: Timestamp,
    /// How long the run took; only in the last line.
    pub took: Option<Duration>,
    /// The text.
    pub message: String,
    /// How serious it is.
    pub level: LogLevel,
    /// Whether the script wrote it.
    pub from_script: bool,
}

/// How serious a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say all there is")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

/// An HTTP call of a script.
#[derive(Clone, Debug, Default)]
pub struct HttpCall {
    /// Method.
    pub method: String,
    /// URL as the script gave it.
    pub url: String,
    /// Status of the answer; none when there was no answer.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// Why there was no answer.
    pub error: Option<String>,
    /// Whether a mock answered.
    pub mocked: bool,
    /// Headers that were sent, redacted.
    pub request_headers: Vec<(String, Vec<String>)>,
    /// Body that was sent, redacted.
    pub request_body: Vec<u8>,
}

// === impl ScriptErrorKind ===

impl ScriptErrorKind {
    /// Every one, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::Syntax,
        Self::LoadException,
        Self::FunctionNotFound,
        Self::NotCallable,
        Self::Exception,
        Self::BadReturnValue,
        Self::HostAbort,
        Self::TimeoutLoad,
        Self::TimeoutCall,
        Self::Memory,
        Self::UnserialisableValue,
        Self::WorkerLost,
        Self::StackOverflow,
        Self::OutputLimit,
    ];

    /// A number for it, the same within one version of this program.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The one with a number.
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }
}

// === impl ScriptError ===

impl ScriptError {
    /// A failure that has a text and no place.
    pub fn new(kind: ScriptErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            name: String::new(),
            stack: String::new(),
            place: None,
            thrown_json: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_their_numbers() {
        for (at, kind) in ScriptErrorKind::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(kind.id()), at);
            assert_eq!(ScriptErrorKind::from_id(kind.id()), Some(kind));
        }
    }
}

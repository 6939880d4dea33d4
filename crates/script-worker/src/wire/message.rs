//! The messages.

use std::{borrow::Cow, time::Duration};

use portcullis_core::script::LogLevel;
use portcullis_quickjs::Limits;
use portcullis_runtime::{ActionRun, Job};
use serde::{Deserialize, Serialize};

use super::{
    frame::{Incoming, Outgoing},
    job, nanoseconds, outcome,
};

/// What a worker is told.
#[derive(Debug)]
pub(crate) enum ToWorker {
    /// The first of all.
    Setup(Setup),
    /// Run an action.
    Run(Box<Job>),
    /// The answer that follows waited so long for a place: that is not the run's time.
    Waited(Duration),
    /// What was asked for, or why the run is to end.
    Answer(Result<Option<String>, String>),
    /// An effect or a log line was refused: the run is to end. Nothing that follows counts.
    Refused,
}

/// [`ToWorker::Run`] of a job that stays where it is.
#[derive(Debug)]
pub(crate) struct RunJob<'a>(pub(crate) &'a Job);

/// What goes to the parent without waking it.
#[derive(Debug)]
pub(crate) enum Entry<T> {
    /// Something that the script did.
    Effect(T),
    /// The script is loaded, which took so long; its function is called now.
    Loaded(Duration),
}

/// How a worker is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// Of the program that starts it, whose messages others may not understand.
    pub(crate) version: String,
    /// The process that it is to die with.
    pub(crate) parent: u32,
    /// Bytes of heap.
    pub(crate) memory: usize,
    /// Bytes of stack.
    pub(crate) stack: usize,
}

/// What a worker says.
#[derive(Debug)]
pub(crate) enum FromWorker {
    /// It is locked in and waits for runs.
    Ready,
    /// It cannot start; there is no seccomp.
    NoSeccomp(String),
    /// It cannot start.
    Failed(String),
    /// There is more in the journal than its socket can hold.
    Listen,
    /// The script logs.
    Log(LogLevel, String),
    /// The script waits for an HTTP call, for which it has so much time.
    Fetch { request: String, within: Duration },
    /// The script waits until metadata is written.
    WriteMetadata { key: String, json: String },
    /// The script waits for a secret.
    Secret(String),
    /// The run ended.
    Done(Box<ActionRun>),
}

// === impl Setup ===

impl Setup {
    pub(crate) fn limits(self) -> Limits {
        Limits {
            memory: self.memory,
            stack: self.stack,
        }
    }
}

// === impl ToWorker ===

impl Outgoing for ToWorker {
    fn write(&self, frame: &mut Vec<u8>) -> u8 {
        match self {
            Self::Setup(setup) => put_json(frame, 1, setup),
            Self::Run(job) => RunJob(job).write(frame),
            Self::Answer(Ok(Some(text))) => put(frame, 3, text),
            Self::Answer(Ok(None)) => 4,
            Self::Answer(Err(text)) => put(frame, 5, text),
            Self::Refused => 6,
            Self::Waited(time) => put_json(frame, 7, &nanoseconds::of(*time)),
        }
    }
}

impl Incoming for ToWorker {
    fn read(kind: u8, payload: Cow<'_, [u8]>) -> Result<Self, String> {
        let text = text(payload)?;
        Ok(match kind {
            1 => Self::Setup(json(&text)?),
            2 => Self::Run(Box::new(job::read(&text)?)),
            3 => Self::Answer(Ok(Some(text.into_owned()))),
            4 => Self::Answer(Ok(None)),
            5 => Self::Answer(Err(text.into_owned())),
            6 => Self::Refused,
            7 => Self::Waited(Duration::from_nanos(json(&text)?)),
            _ => return Err(format!("kind {kind}")),
        })
    }
}

// === impl RunJob ===

impl Outgoing for RunJob<'_> {
    fn write(&self, frame: &mut Vec<u8>) -> u8 {
        job::write(self.0, frame);
        2
    }
}

// === impl FromWorker ===

impl Outgoing for FromWorker {
    fn write(&self, frame: &mut Vec<u8>) -> u8 {
        match self {
            Self::Ready => 1,
            Self::NoSeccomp(text) => put(frame, 2, text),
            Self::Failed(text) => put(frame, 3, text),
            Self::Listen => 13,
            Self::Log(LogLevel::Info, text) => put(frame, 5, text),
            Self::Log(LogLevel::Warning, text) => put(frame, 6, text),
            Self::Log(LogLevel::Error, text) => put(frame, 7, text),
            // the request may be nearly as long as a message, so that it must not become longer
            Self::Fetch { request, within } => {
                put(frame, 8, &format!("{} ", microseconds(*within)));
                put(frame, 8, request)
            }
            Self::WriteMetadata { key, json } => put_json(frame, 10, &(key, json)),
            Self::Secret(name) => put(frame, 11, name),
            Self::Done(run) => put_json(frame, 12, &outcome::Form::of(run)),
        }
    }
}

impl Incoming for FromWorker {
    fn read(kind: u8, payload: Cow<'_, [u8]>) -> Result<Self, String> {
        let text = text(payload)?;
        Ok(match kind {
            1 => Self::Ready,
            2 => Self::NoSeccomp(text.into_owned()),
            3 => Self::Failed(text.into_owned()),
            5 => Self::Log(LogLevel::Info, text.into_owned()),
            6 => Self::Log(LogLevel::Warning, text.into_owned()),
            7 => Self::Log(LogLevel::Error, text.into_owned()),
            8 => {
                let (within, request) = text.split_once(' ').ok_or("no time")?;
                let within = within.parse().map_err(|_| "no time".to_owned())?;
                Self::Fetch {
                    request: request.to_owned(),
                    within: Duration::from_micros(within),
                }
            }
            10 => {
                let (key, json) = json(&text)?;
                Self::WriteMetadata { key, json }
            }
            11 => Self::Secret(text.into_owned()),
            12 => Self::Done(Box::new(json::<outcome::Form>(&text)?.into_run()?)),
            13 => Self::Listen,
            _ => return Err(format!("kind {kind}")),
        })
    }
}

// === impl Entry ===

impl Outgoing for Entry<&str> {
    fn write(&self, frame: &mut Vec<u8>) -> u8 {
        match self {
            Self::Effect(json) => put(frame, 1, json),
            Self::Loaded(took) => put_json(frame, 2, &nanoseconds::of(*took)),
        }
    }
}

impl Incoming for Entry<String> {
    fn read(kind: u8, payload: Cow<'_, [u8]>) -> Result<Self, String> {
        let text = text(payload)?;
        match kind {
            1 => Ok(Self::Effect(text.into_owned())),
            2 => Ok(Self::Loaded(Duration::from_nanos(json(&text)?))),
            _ => Err(format!("kind {kind}")),
        }
    }
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn put(frame: &mut Vec<u8>, kind: u8, text: &str) -> u8 {
    frame.extend_from_slice(text.as_bytes());
    kind
}

fn put_json(frame: &mut Vec<u8>, kind: u8, value: &impl Serialize) -> u8 {
    // What is written here has names and texts only, so it has a JSON form; if it had none, the
    // other side would find a payload that ends too early.
    let _ = serde_json::to_writer(frame, value);
    kind
}

fn text(payload: Cow<'_, [u8]>) -> Result<Cow<'_, str>, String> {
    match payload {
        Cow::Borrowed(bytes) => {
            let text = str::from_utf8(bytes).map_err(|error| error.to_string())?;
            Ok(Cow::Borrowed(text))
        }
        Cow::Owned(bytes) => {
            let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
            Ok(Cow::Owned(text))
        }
    }
}

fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

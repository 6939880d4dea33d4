mod keeping;
mod listing;
mod open;
mod overload;
mod watching;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use portcullis_core::{
    Clock, Timestamp,
    execution::{Entry, Execution, ExecutionSearch},
    flow::{FlowType, TriggerType},
    id::{ActionId, OrgId},
    ports::ExecutionLog,
    script::{ActionOutcome, LogLevel, LogRecord, ScriptError, ScriptErrorKind},
};
use tempfile::TempDir;

use crate::{Options, SqliteExecutionLog};

const FILE: &str = "executions.db";

/// A clock that stands where it is put, at first at the start of time.
#[derive(Debug, Default)]
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Opens without waiting for locks of others.
fn open_file(path: &Path, options: Options) -> Result<SqliteExecutionLog, crate::Error> {
    let options = Options {
        busy_timeout: Duration::ZERO,
        ..options
    };
    SqliteExecutionLog::open(path, Arc::new(TestClock::default()), &options)
}

fn open(directory: &TempDir) -> SqliteExecutionLog {
    open_file(&directory.path().join(FILE), Options::default()).unwrap()
}

fn org(name: &str) -> OrgId {
    OrgId::new(name)
}

fn note(log: &SqliteExecutionLog, org: &OrgId, executions: impl IntoIterator<Item = Execution>) {
    log.note(org, &mut executions.into_iter());
}

/// A run of an action that went well.
pub(crate) fn execution(action: &str, started: i64) -> Execution {
    Execution {
        started: Timestamp::from_micros(started),
        took: Duration::from_nanos(1_234_567),
        flow: FlowType::CustomiseToken,
        trigger: TriggerType::PreUserinfoCreation,
        action: ActionId::new(action),
        action_name: format!("name of {action}"),
        action_sequence: 7,
        outcome: ActionOutcome::Succeeded,
        logs: Vec::new(),
        trace_id: "0af7651916cd43dd8448eb211c80319c".to_owned(),
    }
}

pub(crate) fn failed(message: &str) -> ActionOutcome {
    ActionOutcome::Failed(ScriptError::new(ScriptErrorKind::Exception, message))
}

pub(crate) fn line(message: &str) -> LogRecord {
    LogRecord {
        at: Timestamp::from_micros(5),
        took: None,
        message: message.to_owned(),
        level: LogLevel::Info,
        from_script: true,
    }
}

/// Everything that an organisation finds, newest first.
async fn all(log: &SqliteExecutionLog, org: &OrgId) -> Vec<Entry> {
    let search = ExecutionSearch {
        limit: ExecutionSearch::LIMIT_MAX,
        ..ExecutionSearch::default()
    };
    log.list(org, &search).await.unwrap().entries
}

async fn numbers(log: &SqliteExecutionLog, org: &OrgId) -> Vec<u64> {
    let entries = all(log, org).await;
    entries.iter().map(|entry| entry.number).collect()
}

async fn dropped(log: &SqliteExecutionLog, org: &OrgId) -> u64 {
    let page = log.list(org, &ExecutionSearch::default()).await;
    page.unwrap().dropped
}

//! Errors and log lines as JSON text and back.
//!
//! Files of earlier versions are read, so names and forms here never change.

use std::time::Duration;

use portcullis_core::{
    Timestamp,
    script::{LogLevel, LogRecord, Place, ScriptError, ScriptErrorKind},
};
use serde::{Deserialize, Serialize};

/// Why an action failed; what is empty is left out.
#[derive(Serialize, Deserialize)]
struct ErrorText {
    kind: String,
    message: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    stack: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thrown: Option<String>,
}

/// A log line. Microseconds and nanoseconds, as in the table.
#[derive(Serialize, Deserialize)]
struct LineText {
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    took_nanos: Option<u64>,
    level: String,
    script: bool,
    message: String,
}

/// Why a text cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// It is not JSON of the form written here.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It has a name that this version does not know.
    #[error("{0:?} is not known")]
    Name(String),
}

const LEVELS: [LogLevel; 3] = [LogLevel::Info, LogLevel::Warning, LogLevel::Error];

pub(crate) fn write_error(error: &ScriptError) -> serde_json::Result<String> {
    serde_json::to_string(&ErrorText {
        kind: kind_name(error.kind).to_owned(),
        message: error.message.clone(),
        name: error.name.clone(),
        stack: error.stack.clone(),
        place: error.place.map(|place| (place.line, place.column)),
        thrown: error.thrown_json.clone(),
    })
}

pub(crate) fn read_error(text: &str) -> Result<ScriptError, Unreadable> {
    let text: ErrorText = serde_json::from_str(text)?;
    let kind = ScriptErrorKind::ALL
        .into_iter()
        .find(|kind| kind_name(*kind) == text.kind);
    Ok(ScriptError {
        kind: kind.ok_or(Unreadable::Name(text.kind))?,
        message: text.message,
        name: text.name,
        stack: text.stack,
        place: text.place.map(|(line, column)| Place { line, column }),
        thrown_json: text.thrown,
    })
}

pub(crate) fn write_logs(logs: &[LogRecord]) -> serde_json::Result<String> {
    let lines: Vec<_> = logs.iter().map(line_text).collect();
    serde_json::to_string(&lines)
}

pub(crate) fn read_logs(text: &str) -> Result<Vec<LogRecord>, Unreadable> {
    let lines: Vec<LineText> = serde_json::from_str(text)?;
    lines.into_iter().map(line).collect()
}

fn line_text(line: &LogRecord) -> LineText {
    let nanos = |took: Duration| u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    LineText {
        at: line.at.micros(),
        took_nanos: line.took.map(nanos),
        level: level_name(line.level).to_owned(),
        script: line.from_script,
        message: line.message.clone(),
    }
}

fn line(text: LineText) -> Result<LogRecord, Unreadable> {
    let level = LEVELS
        .into_iter()
        .find(|level| level_name(*level) == text.level);
    Ok(LogRecord {
        at: Timestamp::from_micros(text.at),
        took: text.took_nanos.map(Duration::from_nanos),
        message: text.message,
        level: level.ok_or(Unreadable::Name(text.level))?,
        from_script: text.script,
    })
}

fn kind_name(kind: ScriptErrorKind) -> &'static str {
    match kind {
        ScriptErrorKind::Syntax => "syntax",
        ScriptErrorKind::LoadException => "load_exception",
        ScriptErrorKind::FunctionNotFound => "function_not_found",
        ScriptErrorKind::NotCallable => "not_callable",
        ScriptErrorKind::Exception => "exception",
        ScriptErrorKind::BadReturnValue => "bad_return_value",
        ScriptErrorKind::HostAbort => "host_abort",
        ScriptErrorKind::TimeoutLoad => "timeout_load",
        ScriptErrorKind::TimeoutCall => "timeout_call",
        ScriptErrorKind::Memory => "memory",
        ScriptErrorKind::UnserialisableValue => "unserialisable_value",
        ScriptErrorKind::WorkerLost => "worker_lost",
        ScriptErrorKind::StackOverflow => "stack_overflow",
        ScriptErrorKind::OutputLimit => "output_limit",
    }
}

fn level_name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Info => "info",
        LogLevel::Warning => "warning",
        LogLevel::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ScriptErrorKind) -> ScriptError {
        ScriptError {
            kind,
            message: "a\0\"é".to_owned(),
            name: "TypeError".to_owned(),
            stack: "at f".to_owned(),
            place: Some(Place { line: 2, column: 7 }),
            thrown_json: Some("{}".to_owned()),
        }
    }

    #[test]
    fn errors() {
        for kind in ScriptErrorKind::ALL {
            for error in [error(kind), ScriptError::new(kind, "")] {
                let text = write_error(&error).unwrap();
                assert_eq!(read_error(&text).unwrap(), error);
            }
        }
    }

    #[test]
    fn lines() {
        let lines = LEVELS.map(|level| LogRecord {
            at: Timestamp::from_micros(-5),
            took: (level == LogLevel::Error).then_some(Duration::from_nanos(7)),
            message: "a\n".to_owned(),
            level,
            from_script: level == LogLevel::Info,
        });
        let text = write_logs(&lines).unwrap();
        assert_eq!(read_logs(&text).unwrap(), lines);
    }

    #[test]
    fn the_form_is_for_ever() {
        assert_eq!(
            write_error(&error(ScriptErrorKind::HostAbort)).unwrap(),
            r#"{"kind":"host_abort","message":"a\u0000\"é","name":"TypeError","stack":"at f","place":[2,7],"thrown":"{}"}"#
        );
        let line = LogRecord {
            at: Timestamp::from_micros(5),
            took: Some(Duration::from_nanos(7)),
            message: "m".to_owned(),
            level: LogLevel::Warning,
            from_script: true,
        };
        assert_eq!(
            write_logs(&[line]).unwrap(),
            r#"[{"at":5,"took_nanos":7,"level":"warning","script":true,"message":"m"}]"#
        );
    }

    #[test]
    fn what_was_not_written_here() {
        for text in ["", "{}", r#"{"kind":"new","message":""}"#] {
            assert!(read_error(text).is_err(), "{text}");
        }
        for text in [
            "",
            "{}",
            r#"[{"at":1,"level":"new","script":true,"message":""}]"#,
        ] {
            assert!(read_logs(text).is_err(), "{text}");
        }
    }
}

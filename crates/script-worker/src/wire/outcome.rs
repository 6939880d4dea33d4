//! How a run ended, on the wire.

use std::time::Duration;

use portcullis_core::script::{Place, ScriptError, ScriptErrorKind};
use portcullis_runtime::ActionRun;
use serde::{Deserialize, Serialize};

use super::nanoseconds;

/// The most bytes of a text that a script had thrown. More than anybody reads, and little enough
/// that the whole fits into a frame.
const TEXT_MAX: usize = 512 << 10;

/// More warnings, and longer ones, than an interpreter gives.
const WARNINGS_MAX: usize = 200;
const WARNING_MAX: usize = 1 << 10;

/// See the module.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left_behind: Option<Failure>,
    #[serde(with = "nanoseconds")]
    load_took: Duration,
    #[serde(with = "nanoseconds")]
    call_took: Duration,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    compat_warnings: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Failure {
    kind: u8,
    message: String,
    name: String,
    stack: String,
    place: Option<(u32, u32)>,
    thrown_json: Option<String>,
}

// === impl Form ===

impl Form {
    pub(super) fn of(run: &ActionRun) -> Self {
        Self {
            error: run.error.as_ref().map(Failure::of),
            left_behind: run.left_behind.as_ref().map(Failure::of),
            load_took: run.load_took,
            call_took: run.call_took,
            compat_warnings: run.compat_warnings.clone(),
        }
    }

    pub(super) fn into_run(self) -> Result<ActionRun, String> {
        let warnings = self.compat_warnings.iter().take(WARNINGS_MAX);
        let warnings = warnings.map(|text| cut(text, WARNING_MAX).to_owned());
        Ok(ActionRun {
            error: self.error.map(Failure::into_error).transpose()?,
            left_behind: self.left_behind.map(Failure::into_error).transpose()?,
            load_took: self.load_took,
            call_took: self.call_took,
            compat_warnings: warnings.collect(),
        })
    }
}

// === impl Failure ===

impl Failure {
    fn of(error: &ScriptError) -> Self {
        // half of a value is none
        let thrown_json = error.thrown_json.as_ref();
        let thrown_json = thrown_json.filter(|json| json.len() <= TEXT_MAX);
        Self {
            kind: error.kind.id(),
            message: cut(&error.message, TEXT_MAX).to_owned(),
            name: cut(&error.name, TEXT_MAX).to_owned(),
            stack: cut(&error.stack, TEXT_MAX).to_owned(),
            place: error.place.map(|place| (place.line, place.column)),
            thrown_json: thrown_json.cloned(),
        }
    }

    fn into_error(self) -> Result<ScriptError, String> {
        let kind = ScriptErrorKind::from_id(self.kind);
        Ok(ScriptError {
            kind: kind.ok_or_else(|| format!("failure {}", self.kind))?,
            message: self.message,
            name: self.name,
            stack: self.stack,
            place: self.place.map(|(line, column)| Place { line, column }),
            thrown_json: self.thrown_json,
        })
    }
}

/// At most so many bytes, cut at the end of a character.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let end = text.floor_char_boundary(most);
    text.get(..end).unwrap_or_default()
}

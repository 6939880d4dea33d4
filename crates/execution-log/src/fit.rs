//! Cutting executions down to what an entry may hold, saying so in the entry.
//!
//! Bytes are those of the texts as they are written, in JSON.

use portcullis_core::{
    execution::Execution,
    script::{ActionOutcome, LogLevel, LogRecord, ScriptError},
};

/// Most bytes of all log lines together.
pub(crate) const LOGS_BYTES: usize = 16 << 10;
/// Most bytes of a log line or the text of an error.
pub(crate) const MESSAGE_BYTES: usize = 2 << 10;
/// Most bytes of the calls that led to an error.
const STACK_BYTES: usize = 4 << 10;
/// Most bytes of a value that was thrown; a larger one is left out, as half of it would be no JSON.
const THROWN_BYTES: usize = 2 << 10;
/// Most bytes of ids and names.
const NAME_BYTES: usize = 1 << 10;

/// What an entry takes beside its texts, about.
const ENTRY_COST: usize = 256;
/// What a log line takes beside its text, about.
const LINE_COST: usize = 64;

/// Cuts what is too long.
pub(crate) fn fit(execution: &mut Execution) {
    cut(&mut execution.action_name, NAME_BYTES);
    cut(&mut execution.trace_id, NAME_BYTES);
    if let Some(error) = error_mut(&mut execution.outcome) {
        cut(&mut error.message, MESSAGE_BYTES);
        cut(&mut error.name, NAME_BYTES);
        cut(&mut error.stack, STACK_BYTES);
        error
            .thrown_json
            .take_if(|json| written(json) > THROWN_BYTES);
    }
    for line in &mut execution.logs {
        cut(&mut line.message, MESSAGE_BYTES);
    }
    leave_lines_out(&mut execution.logs);
}

/// The memory and, about, the place on disk that an execution takes.
pub(crate) fn cost(execution: &Execution) -> usize {
    let texts =
        execution.action.as_str().len() + execution.action_name.len() + execution.trace_id.len();
    let error = error(&execution.outcome).map_or(0, |error| {
        let thrown = error.thrown_json.as_deref().unwrap_or_default();
        let texts = [&*error.message, &*error.name, &*error.stack, thrown];
        texts.map(written).iter().sum()
    });
    ENTRY_COST + texts + error + execution.logs.iter().map(line_cost).sum::<usize>()
}

/// Why it failed, if it did.
pub(crate) fn error(outcome: &ActionOutcome) -> Option<&ScriptError> {
    match outcome {
        ActionOutcome::Failed(error) | ActionOutcome::FailedAllowed(error) => Some(error),
        ActionOutcome::Succeeded | ActionOutcome::SkippedInactive | ActionOutcome::NotRun => None,
    }
}

fn error_mut(outcome: &mut ActionOutcome) -> Option<&mut ScriptError> {
    match outcome {
        ActionOutcome::Failed(error) | ActionOutcome::FailedAllowed(error) => Some(error),
        ActionOutcome::Succeeded | ActionOutcome::SkippedInactive | ActionOutcome::NotRun => None,
    }
}

/// Keeps the first lines and the last one, in which the runtime tells how it ended.
fn leave_lines_out(lines: &mut Vec<LogRecord>) {
    if lines.iter().map(line_cost).sum::<usize>() <= LOGS_BYTES {
        return;
    }
    let last = lines.pop();
    let mut room = LOGS_BYTES - 2 * (LINE_COST + MESSAGE_BYTES);
    let fits = |line: &&LogRecord| match room.checked_sub(line_cost(line)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    let kept = lines.iter().take_while(fits).count();
    if let Some(first) = lines.get(kept) {
        let told = LogRecord {
            at: first.at,
            took: None,
            message: format!("{} log lines are left out here", lines.len() - kept),
            level: LogLevel::Warning,
            from_script: false,
        };
        lines.truncate(kept);
        lines.push(told);
    }
    lines.extend(last);
    lines.shrink_to_fit();
}

fn line_cost(line: &LogRecord) -> usize {
    LINE_COST + written(&line.message)
}

/// Ends a text that is too long with "…".
fn cut(text: &mut String, bytes: usize) {
    if written(text) <= bytes {
        return;
    }
    let mut room = bytes - '…'.len_utf8();
    let too_long = text.char_indices().find(|(_, character)| {
        let left = room.checked_sub(escaped(*character));
        room = left.unwrap_or(room);
        left.is_none()
    });
    if let Some((end, _)) = too_long {
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
}

fn written(text: &str) -> usize {
    text.chars().map(escaped).sum()
}

/// The bytes that a character takes in JSON.
fn escaped(character: char) -> usize {
    match character {
        '"' | '\\' | '\u{8}' | '\t' | '\n' | '\u{c}' | '\r' => 2,
        '\0'..='\u{1f}' => 6,
        other => other.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{execution, failed, line};

    #[test]
    fn what_fits_stays() {
        let mut fitting = execution("a", 1);
        fitting.outcome = failed("no");
        fitting.logs = (0..100).map(|n| line(&format!("line {n}"))).collect();
        let before = fitting.clone();
        fit(&mut fitting);
        assert_eq!(fitting, before);
    }

    #[test]
    fn lengths_are_those_of_json() {
        let characters = (0..0x250).chain([0x2028, 0xfeff, 0x1_f600]);
        for character in characters.filter_map(char::from_u32) {
            let text = serde_json::to_string(&character).unwrap();
            assert_eq!(escaped(character), text.len() - 2, "{character:?}");
        }
        let mut text = "\0é".repeat(1000);
        cut(&mut text, 100);
        assert_eq!(text, format!("{}…", "\0é".repeat(12)));
        assert_eq!(written(&text), 99);
    }

    #[track_caller]
    fn check(lines: &[usize], kept: &[usize], told: &str) {
        let mut long = execution("a", 1);
        long.logs = lines.iter().map(|size| line(&"é".repeat(*size))).collect();
        fit(&mut long);
        let sizes: Vec<_> = long
            .logs
            .iter()
            .map(|it| it.message.chars().count())
            .collect();
        let last = sizes.len() - 1;
        assert_eq!([&sizes[..last - 1], &sizes[last..]].concat(), kept);
        assert_eq!(long.logs[last - 1].message, told);
        assert!(cost(&long) <= ENTRY_COST + LOGS_BYTES + 100);
    }

    #[test]
    fn lines_are_left_out() {
        // 1022 characters of two bytes and "…" are the most of a line.
        let most = 1023;
        check(
            &[2000; 20],
            &[most, most, most, most, most, most],
            "14 log lines are left out here",
        );
        let short = [[10; 300].as_slice(), &[5]].concat();
        check(
            &short,
            &[[10; 144].as_slice(), &[5]].concat(),
            "156 log lines are left out here",
        );
    }

    #[test]
    fn errors_are_cut() {
        let mut long = execution("a", 1);
        long.outcome = failed(&"x".repeat(10_000));
        if let Some(error) = error_mut(&mut long.outcome) {
            error.stack = "y".repeat(10_000);
            error.thrown_json = Some("1".repeat(10_000));
        }
        fit(&mut long);
        let error = error(&long.outcome).unwrap();
        assert_eq!(error.message.len(), MESSAGE_BYTES);
        assert!(error.message.ends_with("x…"));
        assert_eq!(error.stack.len(), STACK_BYTES);
        assert_eq!(error.thrown_json, None);
    }
}

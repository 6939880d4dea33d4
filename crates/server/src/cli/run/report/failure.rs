//! Why an action failed.

use std::fmt::Write as _;

use portcullis_proto::portcullis::runtime::v1::{ActionError, ErrorKind};

/// Whether such a failure ends a script whatever it does.
pub(super) fn is_final(kind: ErrorKind) -> bool {
    use ErrorKind::{HostAbort, Memory, OutputLimit, TimeoutCall, TimeoutLoad};
    [HostAbort, Memory, OutputLimit, TimeoutCall, TimeoutLoad].contains(&kind)
}

/// The message, and the lines around the place.
pub(super) fn failure(text: &mut String, error: &ActionError, script: &str) {
    for line in error.message.lines() {
        let _ = writeln!(text, "    {line}");
    }
    let Ok(place) = usize::try_from(error.line) else {
        return;
    };
    if place == 0 {
        return;
    }
    let lines = script.lines().enumerate().map(|(at, line)| (at + 1, line));
    for (number, line) in lines.filter(|(number, _)| number.abs_diff(place) <= 2) {
        let sign = if number == place { '>' } else { ' ' };
        let _ = writeln!(text, "  {sign} {number:>4} | {line}");
        if number == place && error.column > 0 {
            let column = usize::try_from(error.column).unwrap_or(1);
            let before: String = line
                .char_indices()
                .take_while(|(at, _)| at + 1 < column)
                .map(|(_, letter)| if letter == '\t' { '\t' } else { ' ' })
                .collect();
            let _ = writeln!(text, "         | {before}^");
        }
    }
}

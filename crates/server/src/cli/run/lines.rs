//! Whole requests, one a line, each answered by a line.

use std::io::{self, BufRead, Read as _};

use serde_json::json;

use super::{Runner, request, to_json};
use crate::cli::{Error, output};

/// Bytes of a line.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Answers each line, those that are no request by an error. How it went is told when all are done:
/// the first line that was none, or else the first run that failed.
pub(super) fn answer(runner: &mut Runner, mut lines: impl BufRead) -> Result<(), Error> {
    let (mut bad, mut verdict) = (Ok(()), Ok(()));
    let mut number = 0;
    while let Some(line) = next(&mut lines)? {
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answered = request::parse(&line)
            .and_then(|request| runner.run(request))
            .and_then(|response| Ok((to_json(&response)?, response)));
        match answered {
            Ok((text, response)) => {
                output::write(&text)?;
                verdict = verdict.and(runner.verdict(&response));
            }
            Err(error) => {
                let answer = json!({ "error": { "line": number, "message": error.to_string() } });
                output::write(&answer.to_string())?;
                bad = bad.and(Err(error.in_line(number)));
            }
        }
    }
    bad.and(verdict)
}

/// The next line, with its end; one that is too long counts up to there.
fn next(lines: &mut impl BufRead) -> Result<Option<Vec<u8>>, Error> {
    let failed = |source: io::Error| Error::Io {
        what: "reading the requests",
        source,
    };
    let mut line = Vec::new();
    let mut bounded = lines.by_ref().take(LINE_BYTES_MAX + 1);
    bounded.read_until(b'\n', &mut line).map_err(failed)?;
    if line.len() as u64 > LINE_BYTES_MAX && !line.ends_with(b"\n") {
        // what is kept cannot be a request, and the rest is not to be taken for one
        lines.skip_until(b'\n').map_err(failed)?;
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}

//! Whole requests, one a line, each answered by a line; or a single one on many lines.

use std::io::{self, BufRead, Cursor, Read as _};

use serde_json::{Value, json};

use super::{Runner, request, to_json, verdict};
use crate::cli::{Error, output};

/// Bytes of a line, and of a request on many.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Answers requests. How it went is told when all are done: the first line that was none, or else the
/// first run that failed.
pub(super) fn answer(runner: &mut Runner, mut lines: impl BufRead) -> Result<(), Error> {
    let mut begun = next(&mut lines)?.unwrap_or_default();
    if is_cut(&begun) {
        let mut more = lines.by_ref().take(LINE_BYTES_MAX);
        more.read_to_end(&mut begun).map_err(failed)?;
        if serde_json::from_slice::<Value>(&begun).is_ok() {
            let mut answers = Answers::new(runner);
            answers.add(1, &begun)?;
            return answers.end();
        }
    }
    answer_lines(runner, Cursor::new(begun).chain(lines))
}

/// Answers each line, those that are no requests by an error.
fn answer_lines(runner: &mut Runner, mut lines: impl BufRead) -> Result<(), Error> {
    let mut answers = Answers::new(runner);
    let mut number = 0;
    while let Some(line) = next(&mut lines)? {
        number += 1;
        if !line.trim_ascii().is_empty() {
            answers.add(number, &line)?;
        }
    }
    answers.end()
}

/// How it went so far.
struct Answers<'a> {
    runner: &'a mut Runner,
    bad: Result<(), Error>,
    verdict: Result<(), Error>,
}

// === impl Answers ===

impl<'a> Answers<'a> {
    fn new(runner: &'a mut Runner) -> Self {
        Self {
            runner,
            bad: Ok(()),
            verdict: Ok(()),
        }
    }

    fn add(&mut self, line: usize, request: &[u8]) -> Result<(), Error> {
        let answered = request::parse(request)
            .and_then(|request| {
                let ran = self.runner.run(request);
                ran.map_err(|error| Error::Usage(error.to_string()))
            })
            .and_then(|response| Ok((to_json(&response)?, response)));
        match answered {
            Ok((text, response)) => {
                output::write(&text)?;
                if self.verdict.is_ok() {
                    self.verdict = verdict(&response);
                }
            }
            Err(error) => {
                let answer = json!({ "error": { "line": line, "message": error.to_string() } });
                output::write(&answer.to_string())?;
                if self.bad.is_ok() {
                    self.bad = Err(error.in_line(line));
                }
            }
        }
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.bad.and(self.verdict)
    }
}

/// Whether a line is the beginning of a JSON value that goes on.
fn is_cut(line: &[u8]) -> bool {
    let read = serde_json::from_slice::<Value>(line);
    !line.trim_ascii().is_empty() && read.is_err_and(|error| error.is_eof())
}

fn failed(source: io::Error) -> Error {
    Error::Io {
        what: "reading the requests",
        source,
    }
}

/// The next line, with its end; one that is too long counts up to there.
fn next(lines: &mut impl BufRead) -> Result<Option<Vec<u8>>, Error> {
    let mut line = Vec::new();
    let mut bounded = lines.by_ref().take(LINE_BYTES_MAX + 1);
    bounded.read_until(b'\n', &mut line).map_err(failed)?;
    if line.len() as u64 > LINE_BYTES_MAX && !line.ends_with(b"\n") {
        // what is kept cannot be a request, and the rest is not to be taken for one
        lines.skip_until(b'\n').map_err(failed)?;
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}

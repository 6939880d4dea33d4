//! How many cases came out equal, and which did not.

use std::io::Write as _;

use serde_json::Value;

use super::{
    case::Case,
    differences::differences,
    unmatched::{UNMATCHED, Unmatched},
};

/// See the module.
#[derive(Debug)]
pub(crate) struct Tally {
    listed: Vec<Unmatched>,
    equal: usize,
    unmatched: usize,
    wrong: Vec<String>,
}

// === impl Tally ===

impl Tally {
    /// Of a suite that calls a real HTTP server, or none.
    pub(crate) fn new(with_network: bool) -> Self {
        let listed = UNMATCHED.iter().copied();
        let listed = listed.filter(|it| with_network || !it.with_network);
        Self {
            listed: listed.collect(),
            equal: 0,
            unmatched: 0,
            wrong: Vec::new(),
        }
    }

    /// The cases; the variable `CASE` chooses some by a part of their names.
    #[expect(clippy::disallowed_methods, reason = "it is no setting of the server")]
    pub(crate) fn cases(&mut self, base: &str) -> Vec<Case> {
        let mut cases = Case::all(base);
        if let Some(part) = std::env::var_os("CASE") {
            let part = part.to_string_lossy().into_owned();
            cases.retain(|case| case.id().contains(&part));
            self.listed.retain(|it| it.id.contains(&part));
        }
        cases
    }

    /// Notes what became of a case, and what the HTTP server got, if it is a real one.
    pub(crate) fn note(&mut self, case: &Case, response: &Value, got: Option<&[Value]>) {
        let mut found = differences(case, response);
        let listed = self.listed.iter().find(|it| it.id == case.id());
        let message = response["abortError"]["message"].as_str();
        match listed {
            None => {
                let got = got.filter(|got| *got != case.calls());
                found.extend(got.map(|got| format!("called {got:?}, not {:?}", case.calls())));
            }
            Some(it) if found.is_empty() => {
                found.push(format!("equal after all: {}", it.reason));
            }
            Some(it) if message.is_some_and(|message| message.contains(it.error)) => {
                self.unmatched += 1;
                return;
            }
            Some(it) => found.push(format!("failed with {message:?}, not {:?}", it.error)),
        }
        match found.is_empty() {
            true => self.equal += 1,
            false => self
                .wrong
                .push(format!("{}: {}", case.id(), found.join("\n    "))),
        }
    }

    /// Everything came out as it should; tells the figures past the
    /// harness, which shows what a test prints only when it fails.
    #[track_caller]
    pub(crate) fn check(self, suite: &str) {
        let Self {
            equal,
            unmatched,
            wrong,
            ..
        } = self;
        let figures = format!("{suite}: {equal} equal, {unmatched} listed\n");
        std::io::stderr().write_all(figures.as_bytes()).unwrap();
        let listed = self.listed.len();
        assert!(
            wrong.is_empty(),
            "{} differ:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        assert_eq!(unmatched, listed, "a case is listed that there is not");
    }
}

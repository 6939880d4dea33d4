//! The recorded runs, and which of them came out equal.

use serde_json::Value;

use super::{
    case::Case,
    differences::differences,
    unmatched::{AS_OLDER_BUILD, UNMATCHED},
};
use crate::shared::{Verdicts, is_chosen};

/// See the module.
#[derive(Debug)]
pub(crate) struct Tally {
    with_network: bool,
    verdicts: Verdicts,
}

// === impl Tally ===

impl Tally {
    /// Of a suite that calls a real HTTP server, or none.
    pub(crate) fn new(with_network: bool) -> Self {
        Self {
            with_network,
            verdicts: Verdicts::default(),
        }
    }

    /// The cases.
    pub(crate) fn cases(&self, base: &str) -> Vec<Case> {
        let mut cases = Case::all(base);
        let listed = UNMATCHED.iter().map(|it| it.id);
        for id in listed.chain(AS_OLDER_BUILD.iter().map(|it| it.id)) {
            assert!(cases.iter().any(|case| case.id() == id), "there is no {id}");
        }
        cases.retain(|case| is_chosen(case.id()));
        let older = |case: &&mut Case| AS_OLDER_BUILD.iter().any(|it| it.id == case.id());
        if self.with_network {
            cases.iter_mut().filter(older).for_each(Case::expect_older);
        }
        cases
    }

    /// Notes what became of a case, and what the HTTP server got, if it is a real one.
    pub(crate) fn note(&mut self, case: &Case, response: &Value, got: Option<&[Value]>) {
        let mut found = differences(case, response);
        let message = response["abortError"]["message"].as_str();
        let listed = UNMATCHED.iter().find(|it| it.id == case.id());
        let listed = listed.filter(|it| message.is_some_and(|told| told.contains(it.error)));
        if listed.is_none() {
            let got = got.filter(|got| *got != case.calls());
            found.extend(got.map(|got| format!("called {got:?}, not {:?}", case.calls())));
        }
        if let Some(newer) = case.newer()
            && differences(&newer, response).is_empty()
        {
            let listed = AS_OLDER_BUILD.iter().find(|it| it.id == case.id());
            found.extend(listed.map(|it| format!("as the newer build after all: {}", it.reason)));
        }
        let reason = listed.map(|it| it.reason);
        self.verdicts.note(case.id(), &found, reason);
    }

    /// Everything came out as it should.
    #[track_caller]
    pub(crate) fn check(self, suite: &str) {
        self.verdicts.check(suite);
    }
}

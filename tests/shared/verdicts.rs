//! How many runs came out as they should, and which did not.

use std::io::Write as _;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    right: usize,
    listed: usize,
    wrong: Vec<String>,
}

/// Whether a run is to be made: the variable `CASE` chooses some by a part of their names.
#[expect(clippy::disallowed_methods, reason = "it is no setting of the server")]
pub(crate) fn is_chosen(name: &str) -> bool {
    std::env::var_os("CASE").is_none_or(|part| name.contains(&*part.to_string_lossy()))
}

// === impl Verdicts ===

impl Verdicts {
    /// Notes a run and what is wrong with it. Something has to be, if it is listed with a reason why it
    /// comes out otherwise.
    pub(crate) fn note(&mut self, name: &str, found: &[String], listed: Option<&str>) {
        match (listed, found) {
            (None, []) => self.right += 1,
            (Some(_), [_, ..]) => self.listed += 1,
            (Some(reason), []) => {
                let wrong = format!("{name}: as it should be after all: {reason}");
                self.wrong.push(wrong);
            }
            (None, found) => self.wrong.push(format!("{name}: {}", found.join("\n    "))),
        }
    }

    /// Everything came out as it should; tells the figures past the
    /// harness, which shows what a test prints only when it fails.
    #[track_caller]
    pub(crate) fn check(self, suite: &str) {
        let Self {
            right,
            listed,
            wrong,
        } = self;
        let figures = format!("{suite}: {right} as expected, {listed} listed\n");
        std::io::stderr().write_all(figures.as_bytes()).unwrap();
        assert!(
            wrong.is_empty(),
            "{} differ:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
}

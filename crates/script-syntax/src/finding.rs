//! What a script's author is told.

use oxc_span::Span;

use crate::lines::Lines;

/// Something to be looked at in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule, in kebab-case.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The line it starts in, counted from 1.
    pub line: u32,
    /// The column it starts at, counted from 1 in characters.
    pub column: u32,
    /// The line it ends in.
    pub end_line: u32,
    /// The column behind its end.
    pub end_column: u32,
    /// What is found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The script works, perhaps not as it is meant.
    Warning,
    /// The action fails.
    Error,
}

/// Findings as they are collected.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<Found>,
}

struct Found {
    rule: &'static str,
    severity: Severity,
    span: Span,
    message: String,
    help: Option<String>,
}

/// The most that are told of one script.
const AT_MOST: usize = 100;

// === impl Findings ===

impl Findings {
    /// Notes what makes the action fail.
    pub(crate) fn error(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.note(rule, Severity::Error, span, message.into(), help);
    }

    /// Notes what may not be meant.
    pub(crate) fn warning(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.note(rule, Severity::Warning, span, message.into(), help);
    }

    /// Adds those that were collected elsewhere.
    pub(crate) fn append(&mut self, mut others: Self) {
        self.found.append(&mut others.found);
    }

    /// Whether nothing was noted.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes something, as bad as it is.
    pub(crate) fn note(
        &mut self,
        rule: &'static str,
        severity: Severity,
        span: Span,
        message: String,
        help: Option<String>,
    ) {
        self.found.push(Found {
            rule,
            severity,
            span,
            message,
            help,
        });
    }

    /// The first of them, in the order of the script.
    pub(crate) fn into_sorted(mut self, source: &str) -> Vec<Finding> {
        self.found
            .sort_by_key(|found| (found.span.start, found.span.end));
        self.found.truncate(AT_MOST);
        let lines = Lines::new(source);
        let findings = self.found.into_iter().map(|found| {
            let start = lines.in_characters(found.span.start);
            let end = lines.in_characters(found.span.end);
            Finding {
                rule: found.rule,
                severity: found.severity,
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                message: found.message,
                help: found.help,
            }
        });
        findings.collect()
    }
}

//! Cases that come out differently, each with the reason.

/// Id of the case and reason.
pub(crate) const UNMATCHED: &[(&str, &str)] = &[(
    "timeout/regex_backtrack",
    "QuickJS backtracks where the old engine matches in linear time; the deadline ends it",
)];

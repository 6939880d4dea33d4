//! Cases that come out otherwise than the newer build was recorded, each with the reason.

/// A case, and what becomes of it instead.
#[derive(Debug)]
pub(super) struct Unmatched {
    pub(super) id: &'static str,
    pub(super) reason: &'static str,
    /// Part of the error's text.
    pub(super) error: &'static str,
}

/// A case that comes out as the older build was recorded.
#[derive(Debug)]
pub(super) struct AsOlderBuild {
    pub(super) id: &'static str,
    pub(super) reason: &'static str,
}

/// As neither build.
pub(super) const UNMATCHED: &[Unmatched] = &[Unmatched {
    id: "timeout/regex_backtrack",
    reason: "QuickJS backtracks where the old engine matches in linear time; the deadline ends it",
    error: "interrupt",
}];

/// As the older build, where calls are made by the real client: the engine itself knows no deny list.
pub(super) const AS_OLDER_BUILD: &[AsOlderBuild] = &[AsOlderBuild {
    id: "http/denied_name",
    reason: "the newer build looks for names in its deny list only after a redirect; a list that \
             denies a name means the first request as well",
}];

//! Cases that come out differently, each with the reason.

/// A case, and what becomes of it instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unmatched {
    pub(super) id: &'static str,
    pub(super) reason: &'static str,
    /// Part of the error's text.
    pub(super) error: &'static str,
    /// Only where calls are made by the real client: the engine itself knows no deny list.
    pub(super) with_network: bool,
}

/// All of them.
pub(super) const UNMATCHED: &[Unmatched] = &[
    Unmatched {
        id: "timeout/regex_backtrack",
        reason: "QuickJS backtracks where the old engine matches in linear time; the deadline ends it",
        error: "interrupt",
        with_network: false,
    },
    Unmatched {
        id: "http/denied_name",
        reason: "the old engine looked for names in its deny list only after a redirect; here they \
                 are denied from the first request on",
        error: "address is denied by 'localhost'",
        with_network: true,
    },
];

//! What cannot be set up.

/// Why there is no [`Policy`](crate::Policy) or no [`Fetcher`](crate::Fetcher).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An entry of a list is no address, no network and no name.
    #[error("{0:?} is no address, no network (10.0.0.0/8) and no host name; wildcards are unknown")]
    Entry(String),
    /// A list is too long.
    #[error("a list has more than {max} entries")]
    Entries {
        /// How many there may be.
        max: usize,
    },
    /// The name under which calls are made cannot stand in a header.
    #[error("{0:?} cannot be sent as User-Agent")]
    UserAgent(String),
}

//! Everything that can go wrong, as the domain sees it.
//!
//! The variants name the cause; how each is told to a caller (code, id, text) is the server's
//! table.

use crate::validation::Violation;

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No `authorization`.
    #[error("auth header missing")]
    AuthorizationMissing,
    /// An `authorization` that is not a bearer token.
    #[error("invalid auth header")]
    AuthorizationInvalid,
    /// A token that is unknown, revoked or expired.
    #[error("token is invalid")]
    TokenInvalid,
    /// The organisation of the call does not exist.
    #[error("organisation does not exist")]
    OrgNotFound,
    /// The caller is no member of the organisation, nor of the instance.
    #[error("membership not found")]
    MembershipNotFound,
    /// The caller's roles do not grant what the method demands.
    #[error("no matching permissions found")]
    PermissionDenied,
    /// A value that the API does not accept.
    #[error("{0}")]
    Invalid(Violation),
    /// A field that cannot be used as it is.
    #[error("invalid {field}: {why}")]
    FieldInvalid {
        /// Where it stands, as `actions[2].script`.
        field: String,
        /// What is wrong with it, and what would be right.
        why: String,
    },
    /// A precondition that cannot be read.
    #[error("if-match must be a sequence number such as 3, got {0:?}")]
    PreconditionInvalid(String),
    /// The object changed since the caller read it.
    #[error("sequence is {actual}, not {expected}")]
    SequenceMismatch {
        /// What the caller demanded.
        expected: u64,
        /// What is stored; 0 for an object that does not exist yet.
        actual: u64,
    },
    /// An id was left out.
    #[error("id missing")]
    IdMissing(ActionOperation),
    /// No such action in the organisation.
    #[error("action not found")]
    ActionNotFound(ActionOperation),
    /// Another action of the organisation has the name.
    #[error("action name already taken")]
    ActionNameTaken,
    /// An update that changes nothing.
    #[error("no changes")]
    ActionUnchanged,
    /// Deactivating what is not active.
    #[error("action is not active")]
    ActionNotActive,
    /// Reactivating what is not inactive.
    #[error("action is not inactive")]
    ActionNotInactive,
    /// The flow type names no flow.
    #[error("flow type missing")]
    FlowTypeMissing(FlowOperation),
    /// The trigger does not belong to the flow.
    #[error("trigger type is invalid")]
    TriggerTypeInvalid,
    /// A setting that changes nothing.
    #[error("no changes")]
    TriggerUnchanged,
    /// An id in the list that is no action of the organisation, or stands twice.
    #[error("action ids do not exist")]
    ActionIdsNotFound,
    /// Clearing a flow in which nothing is set.
    #[error("flow is already empty")]
    FlowEmpty,
    /// Suspending what is suspended.
    #[error("trigger is already suspended")]
    TriggerSuspended,
    /// Resuming what is not suspended.
    #[error("trigger is not suspended")]
    TriggerNotSuspended,
    /// No secret of that name.
    #[error("secret not found")]
    SecretNotFound,
    /// One secret more than an organisation may have.
    #[error("an organisation has at most {max} secrets")]
    SecretsFull {
        /// Most secrets.
        max: usize,
    },
    /// Sealing with a key that others were told not to use any more.
    #[error("the key for secrets was replaced by another")]
    SecretKeyRetired,
    /// Secrets cannot be sealed or opened; the text says why, and nothing of any key.
    #[error("secrets cannot be used: {0}")]
    SecretKey(String),
    /// A page larger than allowed.
    #[error("limit exceeds {max}")]
    LimitExceeded {
        /// The largest page.
        max: u32,
    },
    /// A name of which no domain can be made.
    #[error("organisation name gives no domain")]
    OrgDomainEmpty,
    /// A name of which nothing is left when trimmed.
    #[error("organisation is invalid")]
    OrgNameEmpty,
    /// Another organisation has the name.
    #[error("organisation name already taken")]
    OrgNameTaken,
    /// Another organisation has the domain made from the name.
    #[error("organisation domain {0} already taken")]
    OrgDomainTaken(String),
    /// A user name of a wrong length.
    #[error("user name: {0}")]
    UserNameInvalid(crate::validation::Reason),
    /// Another user of the organisation has the name.
    #[error("user name already taken in this organisation")]
    UserNameTaken,
    /// No such user.
    #[error("user not found")]
    UserNotFound,
    /// No such token, or it was revoked.
    #[error("token not found")]
    TokenNotFound,
    /// A random token that exists already; practically a preset one given to two users.
    #[error("token already in use")]
    TokenTaken,
    /// The first start was done before.
    #[error("already initialised")]
    AlreadyInitialised,
    /// As many runs wait for their turn as may wait.
    #[error("too many runs wait for their turn")]
    RunsQueueFull,
    /// A run's turn did not come before the call's deadline.
    #[error("the run's turn did not come in time")]
    RunsQueueTimeout,
    /// Scripts cannot be run; callers are told nothing of why.
    #[error("running scripts failed")]
    Runner(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing was done, the same call may succeed soon.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// A failure that callers are told nothing about.
    #[error("storage failed")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What was being done to an action; the API's error ids differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "methods of the API")]
pub enum ActionOperation {
    Get,
    Update,
    Deactivate,
    Reactivate,
    Delete,
}

/// What was being done to a flow; the API's error ids differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "methods of the API")]
pub enum FlowOperation {
    SetTriggerActions,
    Clear,
    ListTriggerTypes,
}

// === impl Error ===

impl Error {
    /// Wraps a failure of a backend.
    pub fn storage(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Storage(source.into())
    }

    /// A field that cannot be used; see [`Error::FieldInvalid`].
    pub fn field(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self::FieldInvalid {
            field: field.into(),
            why: why.into(),
        }
    }

    /// Wraps a failure of whatever runs scripts.
    pub fn runner(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Runner(source.into())
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation)
    }
}

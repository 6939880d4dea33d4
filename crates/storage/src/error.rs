//! What can be wrong with a stored event.

/// The result of reading something stored.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A stored event that this version cannot read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A kind of aggregate that does not exist.
    #[error("unknown aggregate kind {0:?}")]
    AggregateKind(String),
    /// A type of event that does not exist.
    #[error("unknown event type {0:?}")]
    EventType(String),
    /// A payload that is no JSON or has other fields than its type.
    #[error("payload of {event_type} cannot be read: {source}")]
    Payload {
        /// The type of the event.
        event_type: String,
        /// What the JSON reader says.
        source: serde_json::Error,
    },
    /// A field with a value that means nothing.
    #[error("payload of {event_type}: {field} has the unknown value {value}")]
    Value {
        /// The type of the event.
        event_type: &'static str,
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
    },
}

impl From<Error> for portcullis_core::Error {
    fn from(error: Error) -> Self {
        Self::storage(error)
    }
}

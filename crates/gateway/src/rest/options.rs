//! What REST mappings do differently, as options.
//!
//! `google/api/http.proto` leaves these questions open, and the implementations in use answer them
//! in different ways. Each option names whom its values follow. Two questions are no options:
//! a Duration in a query is written as in JSON (`1.5s`; grpc-gateway also takes Go's `1h30m`), and
//! an empty body is an empty message, as everywhere.

use crate::path;

/// How REST requests become messages, and messages REST answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// A query parameter that names no field.
    pub unknown_parameters: Unknown,
    /// A JSON key that names no field.
    pub unknown_keys: Unknown,
    /// A JSON key that an object has twice.
    pub duplicate_keys: DuplicateKeys,
    /// What an error about a field carries beside its message.
    pub field_violations: FieldViolations,
    /// Content types of a body that is to be JSON.
    pub media_types: MediaTypes,
    /// A field that is sent in more than one place: path, body, query.
    pub conflicts: Conflicts,
    /// Query parameters where the body is the whole message.
    pub parameters_beside_message: BesideMessage,
    /// A `+` in the query.
    pub plus: Plus,
    /// Escapes in variables over several segments, verbs that do not fit, HEAD and OPTIONS.
    pub paths: path::Options,
    /// Fields with their default value in JSON answers.
    pub default_values: DefaultValues,
    /// The objects of a streamed JSON answer.
    pub stream_items: StreamItems,
    /// Headers with `grpc-metadata-` in front of their name.
    pub prefixed_metadata: PrefixedMetadata,
    /// The largest number of query parameters.
    pub max_parameters: usize,
}

/// What happens to a name that no field has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// 400: vanguard, Envoy with `reject_unknown_query_parameters`.
    #[default]
    Refuse,
    /// Nothing: grpc-gateway, and Envoy for JSON keys.
    Ignore,
}

/// What happens to an object that has a key twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuplicateKeys {
    /// 400: the JSON mapping of protobuf, grpc-gateway, vanguard.
    #[default]
    Refuse,
    /// The later one counts: Envoy. Costs a second pass over the body.
    LastWins,
}

/// What an error about a field carries beside its message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldViolations {
    /// A `google.rpc.BadRequest` that names the field.
    #[default]
    Detail,
    /// Nothing: grpc-gateway and vanguard. (Envoy answers with plain text.)
    None,
}

/// Which content types are read as JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediaTypes {
    /// JSON, lines of JSON, or none: others are answered with 415, as by vanguard.
    #[default]
    Json,
    /// Every one, that of HTML forms included, which `curl -d` sends: grpc-gateway.
    Any,
}

/// Who wins when a field is sent in more than one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conflicts {
    /// The path before the body before the query: grpc-gateway.
    #[default]
    PathFirst,
    /// Nobody, it is 400: Envoy with `reject_binding_body_field_collisions`.
    Refuse,
}

/// What a query parameter is where the body is the whole message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BesideMessage {
    /// The name of no field: the specification leaves none to the query.
    #[default]
    Unknown,
    /// Nothing: grpc-gateway.
    Ignore,
    /// A field like without a body, unless the body has it: vanguard, Envoy.
    Apply,
}

/// What a `+` in the query is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plus {
    /// A space, as HTML forms send it: grpc-gateway, vanguard.
    #[default]
    Space,
    /// Itself: Envoy.
    Literal,
}

/// Whether JSON answers show fields with their default value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultValues {
    /// They do not: the JSON mapping of protobuf, Envoy, vanguard.
    #[default]
    Omit,
    /// They do: grpc-gateway.
    Print,
}

/// What an object of a streamed JSON answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamItems {
    /// A message; an error that comes late is `{"error": …}`.
    #[default]
    Plain,
    /// `{"result": …}` around each message: grpc-gateway.
    Wrapped,
}

/// What headers with `grpc-metadata-` in front of their name are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrefixedMetadata {
    /// Metadata under their whole name, as every header.
    #[default]
    AsSent,
    /// Also metadata under the name behind the prefix: grpc-gateway. A proxy in front that keeps
    /// headers from callers has to keep these from them, too.
    Unwrapped,
}

// === impl Options ===

impl Default for Options {
    fn default() -> Self {
        Self {
            unknown_parameters: Unknown::default(),
            unknown_keys: Unknown::default(),
            duplicate_keys: DuplicateKeys::default(),
            field_violations: FieldViolations::default(),
            media_types: MediaTypes::default(),
            conflicts: Conflicts::default(),
            parameters_beside_message: BesideMessage::default(),
            plus: Plus::default(),
            paths: path::Options::default(),
            default_values: DefaultValues::default(),
            stream_items: StreamItems::default(),
            prefixed_metadata: PrefixedMetadata::default(),
            max_parameters: 1000,
        }
    }
}

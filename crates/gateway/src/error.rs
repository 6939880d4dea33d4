//! What can be wrong with what an application hands to this crate at its start.

/// A route table or a descriptor set that cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name of an HTTP method is not a token.
    #[error("{0:?} is no HTTP method")]
    Method(String),
    /// A path template breaks the grammar of `google/api/http.proto`.
    #[error("path template {template:?}: {reason}")]
    Template {
        /// The template as given.
        template: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two templates match the same requests.
    #[error("{method} {second} matches the same paths as {first}")]
    Conflict {
        /// The HTTP method both are for.
        method: String,
        /// The template that was there first.
        first: String,
        /// The template that came later.
        second: String,
    },
    /// Routes of two methods match the same requests.
    #[error("{second} and {first}: {source}")]
    Routes {
        /// The method whose route was there first: `/service/method`.
        first: String,
        /// The method whose route came later.
        second: String,
        /// The two templates.
        source: Box<Error>,
    },
    /// A route matches no request, because a method has its path.
    #[error("the route {route:?} of {method} is the path of a method")]
    Hidden {
        /// The path of the route.
        route: String,
        /// The method the route leads to: `/service/method`.
        method: String,
    },
    /// Two services have the same name.
    #[error("service {0} is there twice")]
    Service(String),
    /// A service has a method twice.
    #[error("method {0} is there twice")]
    DoubleMethod(String),
    /// The path that REST routes hang below does not begin with a slash.
    #[error("the path below which REST is served begins with a slash: {0:?}")]
    Below(String),
    /// Limits are for a method that no service has.
    #[error("there is no method {0}")]
    UnknownMethod(String),
    /// The types of a descriptor set do not fit together.
    #[error("descriptor set: {0}")]
    Schema(String),
    /// The bytes are no `FileDescriptorSet`.
    #[error("descriptor set cannot be decoded")]
    Descriptors(#[from] prost::DecodeError),
}

//! Why routes cannot be generated.

use std::{io, path::PathBuf};

/// A descriptor set that cannot be turned into routes, or a file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no complete `FileDescriptorSet`.
    #[error("descriptor set cannot be read")]
    Descriptors(#[from] prost_reflect::DescriptorError),
    /// An HTTP rule is wrong, or asks for what the gateway does not do.
    #[error("{method}: {reason}")]
    Rule {
        /// Full name of the RPC method the rule belongs to.
        method: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The template of an HTTP rule is wrong.
    #[error("{method}: {source}")]
    Template {
        /// Full name of the RPC method the rule belongs to.
        method: String,
        /// What is wrong with it.
        source: portcullis_gateway::Error,
    },
    /// Two rules match the same requests.
    #[error("{second} and {first} have HTTP rules for the same requests: {source}")]
    Conflict {
        /// Full name of the RPC method whose rule came first.
        first: String,
        /// Full name of the RPC method whose rule came later.
        second: String,
        /// The two templates.
        source: portcullis_gateway::Error,
    },
    /// The generated code cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

//! Why a text is no message, or a message has no text.

use std::{fmt::Display, str::Utf8Error};

use tonic::Status;

/// A JSON text that cannot be read, or a message that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not UTF-8.
    #[error("{0}")]
    Utf8(#[from] Utf8Error),
    /// Objects and arrays lie too deep in each other.
    #[error("nested deeper than {max} levels at line {line} column {column}")]
    Depth {
        /// The limit.
        max: usize,
        /// The line of the bracket that is too much, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
    },
    /// The text breaks the grammar of JSON or does not fit the message.
    #[error("{}{reason}", Prefix(field))]
    Read {
        /// The path of the field; empty for the message itself.
        field: String,
        /// What is wrong, with line and column where there are any.
        reason: String,
    },
    /// The message holds what has no JSON form.
    #[error("{reason}")]
    Write {
        /// What is wrong.
        reason: String,
    },
}

/// Bytes of a field's path, and of a reason, that are told.
const TOLD_MAX: usize = 512;

/// The path of a field in front of a reason.
struct Prefix<'a>(&'a str);

// === impl Error ===

impl Error {
    pub(super) fn no_field(field: &str) -> Self {
        Self::Read {
            field: field.to_owned(),
            reason: "there is no such field".to_owned(),
        }
    }

    pub(super) fn read(field: impl Into<String>, reason: impl Display) -> Self {
        Self::Read {
            field: cut(field.into()),
            reason: cut(reason.to_string()),
        }
    }

    pub(super) fn write(reason: impl Display) -> Self {
        Self::Write {
            reason: reason.to_string(),
        }
    }
}

/// Names and values are the caller's, as long as he likes; what is told of them goes into headers.
fn cut(mut text: String) -> String {
    if text.len() > TOLD_MAX {
        text.truncate(text.floor_char_boundary(TOLD_MAX));
        text.push('…');
    }
    text
}

/// A text that cannot be read is the caller's fault, a message that cannot be written is not.
impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match error {
            Error::Write { .. } => {
                let mut status = Self::internal("the answer has no JSON form");
                status.set_source(std::sync::Arc::new(error));
                status
            }
            _ => Self::invalid_argument(format!("invalid JSON body: {error}")),
        }
    }
}

// === impl Prefix ===

impl Display for Prefix<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            "" => Ok(()),
            field => write!(f, "{field}: "),
        }
    }
}

//! Path templates, parsed by the whole grammar of `google/api/http.proto`.
//!
//! ```text
//! Template = "/" Segments [ ":" LITERAL ]
//! Segments = Segment { "/" Segment }
//! Segment  = "*" | "**" | LITERAL | "{" FieldPath [ "=" Segments ] "}"
//! ```

mod parser;

use std::{fmt, str::FromStr};

use crate::error::Error;

/// A parsed path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    source: String,
    pub(super) segments: Vec<Segment>,
    pub(super) verb: Option<String>,
    variables: Vec<Variable>,
}

/// A variable of a template: the field it fills and the segments it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    field_path: String,
    /// First segment covered.
    pub(super) start: usize,
    /// One past the last segment covered; none when it runs to the end of the path.
    pub(super) end: Option<usize>,
}

/// What one segment of a path has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// This text, once decoded.
    Literal(String),
    /// Any one segment.
    One,
    /// Any number of segments; always last.
    Many,
}

// === impl Template ===

impl Template {
    /// The variables, from left to right.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The template as it was written.
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

impl FromStr for Template {
    type Err = Error;

    fn from_str(source: &str) -> Result<Self, Error> {
        parser::parse(source).map_err(|reason| Error::Template {
            template: source.to_owned(),
            reason,
        })
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

// === impl Variable ===

impl Variable {
    /// The field the variable fills: names joined by dots, from the request message down.
    pub fn field_path(&self) -> &str {
        &self.field_path
    }

    /// Whether more than one segment may be caught; then an encoded slash stays encoded.
    pub(super) fn spans_segments(&self) -> bool {
        self.end.is_none_or(|end| end - self.start > 1)
    }
}

#[cfg(test)]
mod tests;

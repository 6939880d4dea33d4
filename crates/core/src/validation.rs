//! Why a value from a caller is refused, in the fixed wording of the API.
//!
//! The texts are part of the interface: `invalid <Message>.<Field>: <reason>`, never translated.

use std::fmt;

/// What is wrong with one value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Not between `min` and `max` characters (Unicode code points).
    #[error("value length must be between {min} and {max} runes, inclusive")]
    LengthBetween {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// Fewer than `min` characters.
    #[error("value length must be at least {min} runes")]
    LengthAtLeast {
        /// Fewest characters.
        min: usize,
    },
    /// More than `max` characters.
    #[error("value length must be at most {max} runes")]
    LengthAtMost {
        /// Most characters.
        max: usize,
    },
    /// More than `max` bytes.
    #[error("value length must be at most {max} bytes")]
    BytesAtMost {
        /// Most bytes in UTF-8.
        max: usize,
    },
    /// A duration outside of the allowed range.
    #[error("value must be inside range [0s, 20s]")]
    TimeoutRange,
    /// A duration that no clock can mean.
    #[error("value is not a valid duration | caused by: {cause}")]
    Duration {
        /// What is wrong with it.
        cause: String,
    },
    /// A number that the enum does not define.
    #[error("value must be one of the defined enum values")]
    Enum,
    /// Nothing was set where one of several is needed.
    #[error("value is required")]
    Required,
    /// Characters that do not belong there.
    #[error("value must contain only {allowed}")]
    Characters {
        /// Those that do.
        allowed: &'static str,
    },
    /// A NUL character.
    #[error("value must not contain the character U+0000")]
    Nul,
    /// More than `max` entries in a list.
    #[error("value must contain no more than {max} item(s)")]
    ItemsAtMost {
        /// Most entries.
        max: usize,
    },
    /// A number that is too large to count with.
    #[error("value must be less than {limit}")]
    LessThan {
        /// The first value that is too large.
        limit: u64,
    },
}

/// A refused value and the place it stands at, `Message.Field` outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: Vec<String>,
    reason: Reason,
}

// === impl Violation ===

impl Violation {
    /// A violation of `field` (as `Name`) in `message` (as `CreateActionRequest`).
    pub fn new(message: &str, field: &str, reason: Reason) -> Self {
        Self {
            path: vec![format!("{message}.{field}")],
            reason,
        }
    }

    /// The same violation seen from the message around it.
    pub fn within(mut self, message: &str, field: &str) -> Self {
        self.path.insert(0, format!("{message}.{field}"));
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.path.len() - 1;
        for (depth, place) in self.path.iter().enumerate() {
            write!(f, "invalid {place}: ")?;
            if depth < last {
                f.write_str("embedded message failed validation | caused by: ")?;
            }
        }
        write!(f, "{}", self.reason)
    }
}

/// Checks a length in characters.
pub fn length_between(text: &str, min: usize, max: usize) -> Result<(), Reason> {
    // A longer text than 4 bytes a character need not be counted.
    let fits = text.len() <= max.saturating_mul(4) && (min..=max).contains(&text.chars().count());
    if fits {
        Ok(())
    } else {
        Err(Reason::LengthBetween { min, max })
    }
}

/// Refuses NUL, which ends texts too early in many a tool on the way.
pub fn no_nul(text: &str) -> Result<(), Reason> {
    if text.contains('\0') {
        Err(Reason::Nul)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_places_read_outermost_first() {
        let inner = Violation::new("ActionIDQuery", "Id", Reason::LengthAtMost { max: 200 });
        let whole = inner
            .within("ActionQuery", "ActionIdQuery")
            .within("ListActionsRequest", "Queries[0]");
        assert_eq!(
            whole.to_string(),
            "invalid ListActionsRequest.Queries[0]: embedded message failed validation | caused by: \
             invalid ActionQuery.ActionIdQuery: embedded message failed validation | caused by: \
             invalid ActionIDQuery.Id: value length must be at most 200 runes"
        );
    }
}

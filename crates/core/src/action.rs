//! Actions: small scripts of an organisation, with a state and a name that is theirs alone.

use std::time::Duration;

use crate::{
    Timestamp,
    id::{ActionId, OrgId},
    letter_case,
    validation::{Reason, length_between, no_nul},
};

/// Facts about the last change of an object, sent with every answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Number of the aggregate's event that last changed the object; counts from 1.
    pub sequence: u64,
    /// Time of the object's first event.
    pub created_at: Timestamp,
    /// Time of the object's last event.
    pub changed_at: Timestamp,
    /// The organisation that owns the object.
    pub owner: OrgId,
}

/// An action as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Whether it runs.
    pub state: ActionState,
    /// Its name, which is also the name of the function that runs.
    pub name: ActionName,
    /// Its source text.
    pub script: Script,
    /// How long it may run, as given.
    pub timeout: Timeout,
    /// Whether a login goes on when it fails.
    pub allowed_to_fail: bool,
    /// Its last change and owner.
    pub details: Details,
}

/// Whether an action runs. A deleted action has no state: it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Kept but skipped.
    Inactive,
    /// Runs where a trigger lists it.
    Active,
}

/// 1 to 200 characters; unique per organisation without regard to case. Never trimmed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionName(String);

/// The source text of an action, within [`ScriptLimit`] when it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script(String);

/// 0 to 20 s, stored as given; unset is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeout(Duration);

/// How long a script may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptLimit {
    /// At most so many characters (Unicode code points).
    Characters(usize),
    /// At most so many bytes of UTF-8.
    Bytes(usize),
}

/// What a caller sets of an action; an update replaces all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionDraft {
    /// The name.
    pub name: ActionName,
    /// The source text.
    pub script: Script,
    /// The timeout.
    pub timeout: Timeout,
    /// Whether failing is allowed.
    pub allowed_to_fail: bool,
}

// === impl ActionName ===

impl ActionName {
    /// Most characters of a name.
    pub const MAX: usize = 200;

    /// Checks a name from a caller.
    pub fn parse(text: impl Into<String>) -> Result<Self, Reason> {
        let text = text.into();
        length_between(&text, 1, Self::MAX)?;
        no_nul(&text)?;
        Ok(Self(text))
    }

    /// A name that was checked when it was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What must be unique within an organisation.
    pub fn key(&self) -> String {
        letter_case::lower(&self.0)
    }
}

// === impl Script ===

impl Script {
    /// Checks a script from a caller.
    pub fn parse(text: impl Into<String>, limit: ScriptLimit) -> Result<Self, Reason> {
        let text = text.into();
        match limit {
            ScriptLimit::Characters(max) => length_between(&text, 1, max)?,
            ScriptLimit::Bytes(_) if text.is_empty() => {
                return Err(Reason::LengthAtLeast { min: 1 });
            }
            ScriptLimit::Bytes(max) if text.len() > max => {
                return Err(Reason::BytesAtMost { max });
            }
            ScriptLimit::Bytes(_) => {}
        }
        Ok(Self(text))
    }

    /// A script that was checked when it was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The source text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// === impl Timeout ===

impl Timeout {
    /// The longest timeout, and what a caller reads when none was set.
    pub const MAX: Duration = Duration::from_secs(20);

    /// Checks a timeout from a caller.
    pub fn new(duration: Duration) -> Result<Self, Reason> {
        if duration > Self::MAX {
            Err(Reason::TimeoutRange)
        } else {
            Ok(Self(duration))
        }
    }

    /// A timeout that was checked when it was stored.
    pub fn stored(duration: Duration) -> Self {
        Self(duration)
    }

    /// As given; decides whether an update changes anything.
    pub fn as_given(self) -> Duration {
        self.0
    }

    /// As callers read it and as it acts: an unset timeout is the longest.
    pub fn effective(self) -> Duration {
        if self.0.is_zero() { Self::MAX } else { self.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_inclusive() {
        assert!(ActionName::parse("é".repeat(200)).is_ok());
        assert_eq!(
            ActionName::parse("é".repeat(201)),
            Err(Reason::LengthBetween { min: 1, max: 200 })
        );
        assert_eq!(ActionName::parse("a\0b"), Err(Reason::Nul));
        let limit = ScriptLimit::Characters(2000);
        assert!(Script::parse("😀".repeat(2000), limit).is_ok());
        assert_eq!(
            Script::parse("x".repeat(2001), limit),
            Err(Reason::LengthBetween { min: 1, max: 2000 })
        );
        assert_eq!(
            Script::parse("", ScriptLimit::Bytes(9)),
            Err(Reason::LengthAtLeast { min: 1 })
        );
        assert_eq!(
            Script::parse("é".repeat(5), ScriptLimit::Bytes(9)),
            Err(Reason::BytesAtMost { max: 9 })
        );
        assert!(Timeout::new(Duration::from_secs(20)).is_ok());
        assert_eq!(
            Timeout::new(Duration::from_millis(20_001)),
            Err(Reason::TimeoutRange)
        );
        assert_eq!(Timeout::default().effective(), Timeout::MAX);
    }
}

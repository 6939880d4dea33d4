//! Suspended triggers: points of a login at which nothing runs for a while, whatever is set there.
//!
//! What is set stays as it is and can be changed meanwhile; clearing the flow ends no suspension.

use crate::{
    Timestamp,
    flow::{FlowType, TriggerType},
    validation::{Reason, no_nul},
};

/// That a trigger is suspended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// The flow.
    pub flow: FlowType,
    /// The trigger, one of the flow's.
    pub trigger: TriggerType,
    /// Why.
    pub reason: SuspensionReason,
    /// Since when.
    pub suspended_at: Timestamp,
    /// The user who did it, or `SYSTEM`.
    pub suspended_by: String,
}

/// Why a trigger was suspended: at most 200 characters, also none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuspensionReason(String);

// === impl SuspensionReason ===

impl SuspensionReason {
    /// Most characters of a reason.
    pub const MAX: usize = 200;

    /// Checks a reason from a caller.
    pub fn parse(text: impl Into<String>) -> Result<Self, Reason> {
        let text = text.into();
        if text.chars().nth(Self::MAX).is_some() {
            return Err(Reason::LengthAtMost { max: Self::MAX });
        }
        no_nul(&text)?;
        Ok(Self(text))
    }

    /// A reason that was checked when it was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The reason as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_a_limit() {
        let too_long = Err(Reason::LengthAtMost { max: 200 });
        assert!(SuspensionReason::parse("").is_ok());
        assert!(SuspensionReason::parse("é".repeat(200)).is_ok());
        assert_eq!(SuspensionReason::parse("é".repeat(201)), too_long);
        assert_eq!(SuspensionReason::parse("a\0b"), Err(Reason::Nul));
    }
}

//! Secrets of an organisation, which its scripts can read and nobody else.
//!
//! They are no part of the history, for what history knows is never forgotten. A store has them
//! sealed; how they are sealed is not known here.

use std::fmt;

use zeroize::Zeroizing;

use crate::{
    Timestamp,
    id::OrgId,
    validation::{Reason, length_between},
};

/// How many secrets an organisation may have.
pub const SECRETS_MAX: usize = 100;

/// What scripts get instead of the value while they are only tried; the name follows.
pub const PLACEHOLDER: &str = "placeholder:";

/// 1 to 100 letters and digits of ASCII, `_`, `-` and `.`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

/// 1 to 8,192 bytes; overwritten when dropped, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(Zeroizing<String>);

/// Which key a value was sealed with; says nothing about the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

/// A sealed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What opens it.
    pub key: KeyId,
    /// What is kept.
    pub bytes: Vec<u8>,
}

/// A secret as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSecret {
    /// Whose it is.
    pub org: OrgId,
    /// Its name.
    pub name: SecretName,
    /// When it was last set; sealing it anew does not count.
    pub changed_at: Timestamp,
    /// Its value.
    pub sealed: Sealed,
}

/// A secret as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretSummary {
    /// Its name.
    pub name: SecretName,
    /// When it was last set.
    pub changed_at: Timestamp,
}

// === impl SecretName ===

impl SecretName {
    /// Most characters of a name.
    pub const MAX: usize = 100;

    /// Checks a name from a caller.
    pub fn parse(text: impl Into<String>) -> Result<Self, Reason> {
        let text = text.into();
        length_between(&text, 1, Self::MAX)?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if !text.bytes().all(fits) {
            return Err(Reason::Characters {
                allowed: "letters, digits, '_', '-' and '.'",
            });
        }
        Ok(Self(text))
    }

    /// A name that was checked when it was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// === impl SecretValue ===

impl SecretValue {
    /// Most bytes of a value.
    pub const BYTES_MAX: usize = 8192;

    /// Checks a value from a caller. An empty one is a mistake: who wants none deletes the secret.
    pub fn parse(text: impl Into<String>) -> Result<Self, Reason> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() {
            return Err(Reason::LengthAtLeast { min: 1 });
        }
        if text.len() > Self::BYTES_MAX {
            return Err(Reason::BytesAtMost {
                max: Self::BYTES_MAX,
            });
        }
        Ok(Self(text))
    }

    /// A value that was checked when it was sealed.
    pub fn stored(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The value itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(***)")
    }
}

// === impl KeyId ===

impl KeyId {
    /// An id as it was made or stored.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, good: bool) {
        assert_eq!(SecretName::parse(name).is_ok(), good, "{name:?}");
    }

    #[test]
    fn names() {
        check("a", true);
        check("API_KEY-2.test", true);
        check(&"x".repeat(100), true);
        check(&"x".repeat(101), false);
        for wrong in ["", " ", "a b", "a/b", "ä", "a\0", "a\n"] {
            check(wrong, false);
        }
    }

    #[test]
    fn values() {
        assert!(SecretValue::parse("é".repeat(4096)).is_ok());
        let too_long = Err(Reason::BytesAtMost { max: 8192 });
        assert_eq!(SecretValue::parse("é".repeat(4097)), too_long);
        let empty = Err(Reason::LengthAtLeast { min: 1 });
        assert_eq!(SecretValue::parse(""), empty);
        let shown = format!("{:?}", SecretValue::parse("hunter2"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

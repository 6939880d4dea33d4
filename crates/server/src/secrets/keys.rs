//! The keys of an instance: the first seals, all open.

use std::sync::Arc;

use portcullis_core::secret::KeyId;
use zeroize::Zeroizing;

use super::key::Key;

/// At least one key. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    first: Arc<Key>,
    earlier: Vec<Arc<Key>>,
}

/// Bytes of a key in base64, and of what parts it from the next.
const LINE_BYTES: usize = 45;

// === impl Keys ===

impl Keys {
    /// Reads keys in base64, separated by commas or lines.
    ///
    /// # Errors
    /// What is wrong, without any of the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = text.split([',', '\n']).map(str::trim);
        let mut keys: Vec<Arc<Key>> = Vec::new();
        for (number, word) in words.filter(|word| !word.is_empty()).enumerate() {
            let number = number + 1;
            let key = Key::parse(word).map(Arc::new).ok_or_else(|| {
                format!(
                    "has as key {number} what is not 32 bytes in base64; `openssl rand -base64 32` makes one"
                )
            })?;
            if keys.contains(&key) {
                return Err(format!("has key {number} twice"));
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        Ok(Self {
            first: keys.next().ok_or("has no key")?,
            earlier: keys.collect(),
        })
    }

    /// This key alone.
    pub(super) fn one(key: Key) -> Self {
        Self {
            first: Arc::new(key),
            earlier: Vec::new(),
        }
    }

    /// The same keys behind a new first one.
    pub(super) fn behind(&self, first: Key) -> Self {
        Self {
            first: Arc::new(first),
            earlier: self.all().cloned().collect(),
        }
    }

    /// The first key alone.
    pub(super) fn without_earlier(&self) -> Self {
        Self {
            first: Arc::clone(&self.first),
            earlier: Vec::new(),
        }
    }

    /// The key that seals.
    pub(super) fn first(&self) -> &Key {
        &self.first
    }

    pub(super) fn with_id(&self, id: &KeyId) -> Option<&Key> {
        self.all().find(|key| key.id() == *id).map(Arc::as_ref)
    }

    /// The ids of all but the first.
    pub(super) fn earlier(&self) -> Vec<KeyId> {
        self.earlier.iter().map(|key| key.id()).collect()
    }

    /// One a line, as [`parse`](Self::parse) reads them.
    pub(super) fn to_text(&self) -> Zeroizing<String> {
        // Enough for all, so that no part of it is left behind where it was moved from.
        let size = (self.earlier.len() + 1) * LINE_BYTES;
        let mut text = Zeroizing::new(String::with_capacity(size));
        for key in self.all() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&key.to_text());
        }
        text
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Key>> {
        std::iter::once(&self.first).chain(&self.earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, says: &str) {
        let problem = Keys::parse(text).unwrap_err();
        assert!(problem.contains(says), "{problem}");
    }

    #[test]
    fn several_are_read() {
        let (one, two) = ("A".repeat(43), "E".repeat(43));
        for text in [
            format!("{one},{two}"),
            format!("{one}\n{two}\n"),
            format!(" {one}= , {two},"),
        ] {
            let keys = Keys::parse(&text).unwrap();
            assert_eq!(keys.earlier().len(), 1);
            assert_eq!(Keys::parse(&keys.to_text()), Ok(keys));
        }
    }

    #[test]
    fn what_is_none_is_told_without_its_text() {
        refused("", "has no key");
        refused(" , ", "has no key");
        refused(
            &format!("{},hunter2", "A".repeat(43)),
            "has as key 2 what is not 32 bytes",
        );
        refused(&[&*"A".repeat(43); 2].join(","), "has key 2 twice");
        assert!(!Keys::parse("hunter2").unwrap_err().contains("hunter2"));
    }
}

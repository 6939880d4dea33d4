//! The keys of an instance: the first seals, all open.

use std::sync::Arc;

use portcullis_core::secret::KeyId;
use zeroize::Zeroizing;

use super::key::Key;

/// At least one key. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(Arc<[Key]>);

// === impl Keys ===

impl Keys {
    /// Reads keys in base64, separated by commas or lines.
    ///
    /// # Errors
    /// What is wrong, without any of the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = text.split([',', '\n']).map(str::trim);
        let mut keys: Vec<Key> = Vec::new();
        for (number, word) in words.filter(|word| !word.is_empty()).enumerate() {
            let number = number + 1;
            let key = Key::parse(word).ok_or_else(|| {
                format!(
                    "key {number} is not 32 bytes in base64; `openssl rand -base64 32` makes one"
                )
            })?;
            if keys.contains(&key) {
                return Err(format!("key {number} stands there twice"));
            }
            keys.push(key);
        }
        if keys.is_empty() {
            return Err("has no key".to_owned());
        }
        Ok(Self(keys.into()))
    }

    pub(super) fn one(key: Key) -> Self {
        Self(Arc::new([key]))
    }

    /// The key that seals.
    pub(super) fn first(&self) -> Option<&Key> {
        self.0.first()
    }

    pub(super) fn with_id(&self, id: &KeyId) -> Option<&Key> {
        self.0.iter().find(|key| key.id() == *id)
    }

    /// The ids of all but the first.
    pub(super) fn earlier(&self) -> Vec<KeyId> {
        self.0.iter().skip(1).map(Key::id).collect()
    }

    /// One a line, as [`parse`](Self::parse) reads them; `first` goes before the others.
    pub(super) fn to_text(&self, first: Option<&Key>) -> Zeroizing<String> {
        let lines: Vec<_> = first
            .into_iter()
            .chain(&*self.0)
            .map(Key::to_text)
            .collect();
        let mut text = Zeroizing::new(String::with_capacity(lines.len() * 48));
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            text.push_str(line);
        }
        text
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
            assert_eq!(Keys::parse(&keys.to_text(None)), Ok(keys));
        }
    }

    #[test]
    fn what_is_none_is_told_without_its_text() {
        refused("", "has no key");
        refused(" , ", "has no key");
        refused(
            &format!("{},hunter2", "A".repeat(43)),
            "key 2 is not 32 bytes",
        );
        refused(&[&*"A".repeat(43); 2].join(","), "key 2 stands there twice");
        assert!(!Keys::parse("hunter2").unwrap_err().contains("hunter2"));
    }
}

//! Names as findings show them.

use std::borrow::Cow;

/// Longer names are cut.
const CHARACTERS_MAX: usize = 60;

/// A name, or the beginning of a long one.
pub(super) fn cut(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

/// A text with names in it, in quotes or without.
pub(super) fn cut_words(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let quote = word
            .chars()
            .next()
            .filter(|first| matches!(first, '`' | '\''));
        let cut = cut(word);
        match quote.filter(|_| matches!(cut, Cow::Owned(_))) {
            Some(quote) => Cow::Owned(format!("{cut}{quote}")),
            None => cut,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        let long = "ä".repeat(61);
        assert_eq!(cut(&long), format!("{}…", "ä".repeat(60)));
        assert_eq!(cut(&long[2..]), long[2..]);
        let text = cut_words(&format!("Identifier `{long}` has been  declared"));
        let shown = "ä".repeat(59);
        assert_eq!(text, format!("Identifier `{shown}…` has been  declared"));
    }
}

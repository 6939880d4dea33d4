//! The languages of texts and how a caller asks for one.

use std::str::FromStr;

/// A language that texts exist in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// Used when the caller asks for nothing, or for a language that we lack.
    #[default]
    English,
    German,
}

/// A text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) english: &'static str,
    pub(crate) german: &'static str,
}

// === impl Language ===

impl Language {
    /// Reads an `accept-language` value (RFC 9110, section 12.5.4). Only the most preferred entry
    /// counts, as callers of this API are used to: `xx, de` is English. Regions fall back to
    /// their language.
    pub(crate) fn preferred(accept_language: Option<&str>) -> Self {
        let mut best = ("", 0.0_f32);
        for entry in accept_language.unwrap_or_default().split(',') {
            let (range, weight) = weighted(entry);
            if weight > best.1 {
                best = (range, weight);
            }
        }
        let language = best.0.split('-').next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") {
            Self::German
        } else {
            Self::English
        }
    }
}

fn weighted(entry: &str) -> (&str, f32) {
    let mut parts = entry.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default();
    let weight = parts
        .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .map_or(Ok(1.0), f32::from_str);
    (
        range,
        if range.is_empty() {
            0.0
        } else {
            weight.unwrap_or(0.0)
        },
    )
}

// === impl Text ===

impl Text {
    pub(crate) const fn new(english: &'static str, german: &'static str) -> Self {
        Self { english, german }
    }

    pub(crate) fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::German => self.german,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, language: Language) {
        assert_eq!(Language::preferred(Some(header)), language, "{header:?}");
    }

    #[test]
    fn only_the_most_preferred_entry_counts() {
        for german in [
            "de",
            "de-AT",
            "DE-ch",
            "fr;q=0.5, de;q=0.9",
            "de, en",
            " de ;q=1",
        ] {
            check(german, Language::German);
        }
        for english in [
            "",
            "xx, de",
            "xx, fr;q=0.8, de;q=0.9",
            "%%%",
            "den",
            "de;q=0",
            "de;q=x",
        ] {
            check(english, Language::English);
        }
        assert_eq!(Language::preferred(None), Language::English);
    }
}

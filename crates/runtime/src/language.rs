//! Language tags as the login knows them.

use icu_locale_core::Locale;

/// What stands for no language.
const UNDETERMINED: &str = "und";

/// The tag in its canonical form; `und` when it is none.
pub(crate) fn canonical(tag: &str) -> String {
    let tag = tag.replace('_', "-");
    match Locale::try_from_str(&tag) {
        Ok(locale) => locale.to_string(),
        Err(_) => UNDETERMINED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[track_caller]
    fn check(tag: &str, expected: &str) {
        assert_eq!(canonical(tag), expected, "{tag:?}");
    }

    #[test]
    fn canonical_forms() {
        check("de", "de");
        check("DE-ch", "de-CH");
        check("en_us", "en-US");
        check("zh-hant-tw", "zh-Hant-TW");
        check("", "und");
        check("no language", "und");
        check("x", "und");
    }
}

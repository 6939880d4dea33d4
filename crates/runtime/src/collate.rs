//! How texts are ordered by `localeCompare`.

use std::cmp::Ordering;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};

thread_local! {
    static ROOT: Option<CollatorBorrowed<'static>> =
        Collator::try_new(Default::default(), CollatorOptions::default()).ok();
}

/// Compares by the collation that holds for all languages; the old engine knows no other.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    ROOT.with(|collator| match collator {
        Some(collator) => collator.compare(one, other),
        // its tables are compiled in
        None => one.cmp(other),
    })
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn orders_as_people_do() {
        let mut texts = ["b", "Z", "ä", "a", "z", "A"];
        texts.sort_by(|one, other| compare(one, other));
        assert_eq!(texts, ["a", "A", "ä", "b", "z", "Z"]);
    }
}

//! Organisations and the domain that each is given.

use crate::{
    action::Details,
    id::OrgId,
    letter_case,
    validation::{Reason, length_between, no_nul},
};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its name, unique without regard to case.
    pub name: String,
    /// The domain made from its name.
    pub primary_domain: String,
    /// Its newest event of any kind: flows and members count too.
    pub details: Details,
}

/// Most characters of an organisation's name.
pub const NAME_MAX: usize = 200;

const LABEL_MAX_BYTES: usize = 63;

/// Checks the length of a name from a caller, before it is trimmed.
pub fn check_name(name: &str) -> Result<(), Reason> {
    length_between(name, 1, NAME_MAX)?;
    no_nul(name)
}

/// What must be unique among organisations.
pub fn name_key(name: &str) -> String {
    letter_case::lower(name)
}

/// The label of the generated domain: blanks become hyphens, only letters, digits, marks and
/// hyphens stay, 63 bytes at most, one hyphen less at each end. `None` when nothing is left.
pub fn domain_label(name: &str) -> Option<String> {
    let kept = name.chars().map(|c| if c == ' ' { '-' } else { c });
    let kept: String = kept.filter(|c| *c == '-' || is_domain_char(*c)).collect();
    let mut end = kept.len().min(LABEL_MAX_BYTES);
    while !kept.is_char_boundary(end) {
        end -= 1;
    }
    let label = &kept[..end];
    let label = label.strip_prefix('-').unwrap_or(label);
    let label = label.strip_suffix('-').unwrap_or(label);
    let label = letter_case::lower(label);
    if label.is_empty() { None } else { Some(label) }
}

/// The generated domain of an organisation named `name`.
pub fn primary_domain(name: &str, host: &str) -> Option<String> {
    Some(format!(
        "{}.{}",
        domain_label(name)?,
        letter_case::lower(host)
    ))
}

fn is_domain_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// The common blocks of combining marks; the standard library cannot tell marks in general.
fn is_combining_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x0610..=0x061A | 0x064B..=0x065F
        | 0x0900..=0x0903 | 0x093A..=0x094F | 0x0E31..=0x0E3A | 0x0E47..=0x0E4E
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x3099..=0x309A | 0xFE20..=0xFE2F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, label: Option<&str>) {
        assert_eq!(domain_label(name).as_deref(), label, "{name:?}");
    }

    #[test]
    fn labels() {
        check("Foo  Bar", Some("foo--bar"));
        check("--a-- x--", Some("-a---x-"));
        check("a_b.c/d\te", Some("abcde"));
        check("Käse 😀", Some("käse"));
        check(" ", None);
        check("  ", None);
        check("   ", Some("-"));
        check("_./", None);
        check(&"é".repeat(40), Some(&"é".repeat(31)));
    }
}

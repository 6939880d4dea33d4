//! The host under which organisations get their domains.

use super::{Mistakes, Setting, raw::Raw};

const BYTES_MAX: usize = 253;

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<String> {
    raw.read(Setting::ExternalDomain, mistakes, parse)
}

fn parse(text: &str) -> Result<String, String> {
    let label_is_good = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if text.len() > BYTES_MAX {
        return Err(format!("has {} bytes; at most {BYTES_MAX}", text.len()));
    }
    if !text.split('.').all(label_is_good) {
        return Err("is not a host name; give it bare, such as id.example.com, without scheme, port and path".to_owned());
    }
    Ok(text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse(text).ok().as_deref(), expected, "{text:?}");
    }

    #[test]
    fn hosts() {
        check("localhost", Some("localhost"));
        check("Id.Example.com", Some("id.example.com"));
        check("käse.example", Some("käse.example"));
        for wrong in [
            "",
            "https://a.b",
            "a.b:8080",
            "a..b",
            "a b",
            ".a",
            "-a.b",
            "a/b",
        ] {
            check(wrong, None);
        }
        check(&"a".repeat(254), None);
    }
}

//! Media types as RFC 9110 writes them, as far as steering needs them.
//!
//! Parameters are checked for nothing and kept nowhere: no decision here rests on one.

use http::{HeaderMap, header::CONTENT_TYPE};

/// The part of a `content-type` that names a format: `type/subtype+suffix`.
///
/// Letters keep the case they were sent in; the methods compare without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType<'a> {
    kind: &'a str,
    subtype: &'a str,
    suffix: Option<&'a str>,
}

// === impl MediaType ===

impl<'a> MediaType<'a> {
    /// Reads a header value; `None` when it does not name a format.
    pub fn parse(value: &'a str) -> Option<Self> {
        let essence = value.split_once(';').map_or(value, |(essence, _)| essence);
        let (kind, rest) = essence.trim_matches([' ', '\t']).split_once('/')?;
        if !is_token(kind) || !is_token(rest) {
            return None;
        }
        let (subtype, suffix) = match rest.rsplit_once('+') {
            Some((subtype, suffix)) if !subtype.is_empty() && !suffix.is_empty() => {
                (subtype, Some(suffix))
            }
            Some(_) => return None,
            None => (rest, None),
        };
        Some(Self {
            kind,
            subtype,
            suffix,
        })
    }

    /// Reads the `content-type` of a request or a response.
    pub fn of(headers: &'a HeaderMap) -> Option<Self> {
        Self::parse(headers.get(CONTENT_TYPE)?.to_str().ok()?)
    }

    /// Whether it is this type and subtype, with any suffix or none.
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.subtype.eq_ignore_ascii_case(subtype)
    }

    /// What follows the last `+` of the subtype.
    pub fn suffix(&self) -> Option<&'a str> {
        self.suffix
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::MediaType;

    #[track_caller]
    fn check(value: &str, expected: Option<(&str, &str, Option<&str>)>) {
        let parsed = MediaType::parse(value).map(|it| (it.kind, it.subtype, it.suffix));
        assert_eq!(parsed, expected, "{value:?}");
    }

    #[test]
    fn parses() {
        check("application/json", Some(("application", "json", None)));
        check(
            "application/grpc+proto",
            Some(("application", "grpc", Some("proto"))),
        );
        check("a/b+c+d", Some(("a", "b+c", Some("d"))));
        check(" text/plain ; charset=utf-8", Some(("text", "plain", None)));
        check("application/json;", Some(("application", "json", None)));
    }

    #[test]
    fn refuses() {
        for value in [
            "",
            "/",
            "application",
            "application/",
            "/json",
            "a/b/c",
            "a b/c",
            "a/b+",
            "a/+b",
            ";a/b",
            "application/grpc,application/json",
            "äpplication/json",
        ] {
            check(value, None);
        }
    }

    #[test]
    fn compares_without_case() {
        let media_type = MediaType::parse("Application/GRPC+Proto").unwrap();
        assert!(media_type.is("application", "grpc"));
        assert!(!media_type.is("application", "grpc-web"));
        assert_eq!(media_type.suffix(), Some("Proto"));
    }

    proptest! {
        #[test]
        fn never_panics(value in ".*") {
            let _ = MediaType::parse(&value);
        }
    }
}

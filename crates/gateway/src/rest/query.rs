//! The query of a request as decoded pairs.
//!
//! What a name means is not decided here.

use std::borrow::Cow;

use super::options::Plus;
use crate::path::decode;

/// One `name=value`, decoded.
pub type Parameter<'q> = (Cow<'q, str>, Cow<'q, str>);

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// A broken percent escape, or bytes that are not UTF-8.
    #[error("query parameter {0:?} is not valid percent-encoded UTF-8")]
    Escape(String),
    /// More parameters than are read.
    #[error("more than {0} query parameters")]
    TooMany(usize),
}

/// The parameters in the order sent. Empty ones (`a=1&&b=2`) are none.
///
/// # Errors
///
/// When an escape is broken, or there are more than `max`.
pub fn parse(query: &str, plus: Plus, max: usize) -> Result<Vec<Parameter<'_>>, Malformed> {
    let mut parameters = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        if parameters.len() == max {
            return Err(Malformed::TooMany(max));
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let read = |raw| read(raw, plus).ok_or_else(|| Malformed::Escape(pair.to_owned()));
        parameters.push((read(name)?, read(value)?));
    }
    Ok(parameters)
}

fn read(raw: &str, plus: Plus) -> Option<Cow<'_, str>> {
    if plus == Plus::Literal || !raw.contains('+') {
        return decode(raw);
    }
    let spaced = raw.replace('+', " ");
    decode(&spaced).map(|text| Cow::Owned(text.into_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Malformed, Plus, parse};

    #[track_caller]
    fn check(query: &str, plus: Plus, expected: &[(&str, &str)]) {
        let parameters = parse(query, plus, 10).unwrap();
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
            .collect();
        assert_eq!(parameters, expected, "{query:?}");
    }

    #[test]
    fn parses() {
        check("", Plus::Space, &[]);
        check(
            "a=1&b.c=2&a=3",
            Plus::Space,
            &[("a", "1"), ("b.c", "2"), ("a", "3")],
        );
        check("a&b=&=c&&", Plus::Space, &[("a", ""), ("b", ""), ("", "c")]);
        check("a=b=c;d", Plus::Space, &[("a", "b=c;d")]);
        check("%61=%26%3D%25", Plus::Space, &[("a", "&=%")]);
        check("a=%C3%A4", Plus::Space, &[("a", "ä")]);
    }

    #[test]
    fn plus_is_a_space_or_itself() {
        check("a+b=c+%2B", Plus::Space, &[("a b", "c +")]);
        check("a+b=c+%2B", Plus::Literal, &[("a+b", "c++")]);
    }

    #[test]
    fn refuses() {
        let escape = |pair: &str| Err(Malformed::Escape(pair.to_owned()));
        assert_eq!(parse("a=1&b=%zz", Plus::Space, 10), escape("b=%zz"));
        assert_eq!(parse("%ff", Plus::Space, 10), escape("%ff"));
        assert_eq!(parse("a&b&c", Plus::Space, 2), Err(Malformed::TooMany(2)));
        assert!(parse("a&b&", Plus::Space, 2).is_ok());
    }

    proptest! {
        #[test]
        fn never_panics(query in ".*") {
            let _ = parse(&query, Plus::Space, 5);
            let _ = parse(&query, Plus::Literal, 5);
        }
    }
}

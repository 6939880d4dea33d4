//! The form of a streamed answer, chosen by `Accept`.

use http::{HeaderMap, HeaderValue, header::ACCEPT};

use crate::media_type::MediaType;

/// How the messages of a stream follow each other in one body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamFormat {
    /// One JSON text a line: `application/x-ndjson`.
    #[default]
    Lines,
    /// One JSON array: `application/json`.
    Array,
    /// Server-sent events: `text/event-stream`.
    Events,
}

/// The media types that ask for each format. Earlier formats win a tie.
const FORMATS: [(StreamFormat, &[(&str, &str)]); 3] = [
    (
        StreamFormat::Lines,
        &[
            ("application", "x-ndjson"),
            ("application", "ndjson"),
            ("application", "jsonl"),
            ("application", "x-jsonlines"),
        ],
    ),
    (StreamFormat::Array, &[("application", "json")]),
    (StreamFormat::Events, &[("text", "event-stream")]),
];

/// How well a format is wanted: weight in thousandths, then how exactly it was named.
type Rank = (u16, u8);

// === impl StreamFormat ===

impl StreamFormat {
    /// The format the caller wants most; lines when he does not say, or wants none of them.
    pub fn choose(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).iter();
        let texts: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
        let mut best = (Self::Lines, (0, 0));
        for (format, names) in FORMATS {
            let ranges = texts.iter().flat_map(|text| text.split(','));
            let rank = rank(ranges, names);
            if rank.0 > 0 && rank > best.1 {
                best = (format, rank);
            }
        }
        best.0
    }

    /// The media type of an answer in this format.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Lines => "application/x-ndjson",
            Self::Array => "application/json",
            Self::Events => "text/event-stream",
        })
    }
}

/// The rank the most exact of the ranges that fit gives to a format.
fn rank<'a>(ranges: impl Iterator<Item = &'a str>, names: &[(&str, &str)]) -> Rank {
    let fitting = ranges.filter_map(|range| {
        let range_type = MediaType::parse(range)?;
        let exactness = names
            .iter()
            .filter_map(|(kind, subtype)| exactness(&range_type, kind, subtype))
            .max()?;
        Some((exactness, weight(range)))
    });
    let (exactness, weight) = fitting.max().unwrap_or_default();
    (weight, exactness)
}

fn exactness(range: &MediaType<'_>, kind: &str, subtype: &str) -> Option<u8> {
    if range.suffix().is_some() {
        return None;
    }
    if range.is(kind, subtype) {
        Some(3)
    } else if range.is(kind, "*") {
        Some(2)
    } else {
        range.is("*", "*").then_some(1)
    }
}

/// The `q` of a range in thousandths; a broken one is 1.
fn weight(range: &str) -> u16 {
    let mut parameters = range.split(';').skip(1).filter_map(|it| it.split_once('='));
    let value = parameters
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse::<f32>().ok());
    match value {
        Some(weight) if (0.0..=1.0).contains(&weight) => {
            // in range, so the cast is exact
            (weight * 1000.0).round() as u16
        }
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::ACCEPT};
    use proptest::prelude::proptest;

    use super::StreamFormat;

    fn choose(values: &[&str]) -> StreamFormat {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        StreamFormat::choose(&headers)
    }

    #[track_caller]
    fn check(accept: &str, expected: StreamFormat) {
        assert_eq!(choose(&[accept]), expected, "{accept:?}");
    }

    #[test]
    fn chooses() {
        use StreamFormat::{Array, Events, Lines};
        assert_eq!(choose(&[]), Lines);
        check("*/*", Lines);
        check("application/*", Lines);
        check("application/x-ndjson", Lines);
        check("application/ndjson, application/json;q=0.9", Lines);
        check("application/json", Array);
        check("Application/JSON; charset=utf-8", Array);
        check("application/json, */*", Array);
        check("text/event-stream", Events);
        check("text/*", Events);
        check("application/json;q=0.5, text/event-stream;q=0.8", Events);
        check("text/event-stream;q=0.5, */*;q=0.1", Events);
        check("*/*, application/x-ndjson;q=0", Array);
        check("text/html", Lines);
        check("application/json;q=0", Lines);
        check("application/grpc+json", Lines);
        check("nonsense", Lines);
        assert_eq!(choose(&["text/html", "text/event-stream"]), Events);
    }

    proptest! {
        #[test]
        fn never_panics(accept in "[ -~]*") {
            let _ = choose(&[&accept]);
        }
    }
}

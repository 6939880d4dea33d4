//! Request headers as call metadata.

use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::metadata::MetadataMap;

use super::options::PrefixedMetadata;

/// Headers with this prefix are also metadata under the name behind it.
const PREFIX: &str = "grpc-metadata-";

/// All headers as they are; prefixed ones, if wanted, once more, behind a real header of that name.
pub(crate) fn from_headers(mut headers: HeaderMap, unwrap: PrefixedMetadata) -> MetadataMap {
    if unwrap == PrefixedMetadata::AsSent {
        return MetadataMap::from_headers(headers);
    }
    let prefixed: Vec<_> = headers.iter().filter_map(without_prefix).collect();
    for (name, value) in prefixed {
        headers.append(name, value);
    }
    MetadataMap::from_headers(headers)
}

fn without_prefix((name, value): (&HeaderName, &HeaderValue)) -> Option<(HeaderName, HeaderValue)> {
    let name = name.as_str().strip_prefix(PREFIX)?.parse().ok()?;
    Some((name, value.clone()))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{PrefixedMetadata, from_headers};

    #[test]
    fn a_real_header_comes_first() {
        let headers = [
            ("grpc-metadata-authorization", "b"),
            ("authorization", "a"),
            ("grpc-metadata-x-org", "1"),
            ("grpc-metadata-", "nothing"),
        ];
        let headers: HeaderMap = headers
            .into_iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        let metadata = from_headers(headers, PrefixedMetadata::Unwrapped);
        let all: Vec<_> = metadata.get_all("authorization").iter().collect();
        assert_eq!(all, ["a", "b"]);
        assert_eq!(metadata.get("x-org").unwrap(), "1");
    }
}

//! Answers to HTTP calls of actions that are only tried.

use portcullis_core::script::HttpMock;

use crate::outside::{FetchRequest, FetchResponse};

/// The answer of the first mock that fits; none when none does.
pub(crate) fn answer(
    mocks: &[HttpMock],
    request: &FetchRequest,
) -> Option<Result<FetchResponse, String>> {
    let mock = mocks.iter().find(|mock| fits(mock, request))?;
    Some(match &mock.error {
        Some(error) => Err(error.clone()),
        None => Ok(FetchResponse {
            status: mock.status,
            headers: mock.headers.clone(),
            body: mock.body.clone(),
        }),
    })
}

fn fits(mock: &HttpMock, request: &FetchRequest) -> bool {
    let is_method = mock.method.is_empty() || mock.method.eq_ignore_ascii_case(&request.method);
    is_method && matches(&mock.url_pattern, &request.url)
}

/// Whether a text fits a pattern, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<_> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        // the first place is as good as any: the last part is held against the end
        match text.find(part) {
            Some(at) => text = text.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first that fits, as often as it is asked for.
    #[test]
    fn the_first_that_fits_answers() {
        let mock = |method: &str, url_pattern: &str, status| HttpMock {
            method: method.to_owned(),
            url_pattern: url_pattern.to_owned(),
            status,
            ..HttpMock::default()
        };
        let mocks = [
            mock("POST", "*", 201),
            mock("", "http://a/*", 202),
            mock("get", "*", 203),
        ];
        for (method, url, status) in [
            ("POST", "http://a/b", Some(201)),
            ("GET", "http://a/b", Some(202)),
            ("GET", "http://b/", Some(203)),
            ("GET", "http://a/b", Some(202)),
            ("PUT", "http://b/", None),
        ] {
            let request = FetchRequest {
                method: method.to_owned(),
                url: url.to_owned(),
                ..FetchRequest::default()
            };
            let answered = answer(&mocks, &request).map(|answer| answer.unwrap().status);
            assert_eq!(answered, status, "{method} {url}");
        }
    }

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        assert_eq!(matches(pattern, text), expected, "{pattern:?} {text:?}");
    }

    #[test]
    fn stars_stand_for_any_text() {
        check("http://a/b", "http://a/b", true);
        check("http://a/b", "http://a/b?c", false);
        check("http://a/*", "http://a/b?c", true);
        check("*", "", true);
        check("*/x/*", "http://a/x/y", true);
        check("*/x/*", "http://a/y", false);
        check("a*b*c", "abc", true);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "acb", false);
        check("ab*ba", "aba", false);
        check("", "", true);
        check("", "a", false);
    }
}

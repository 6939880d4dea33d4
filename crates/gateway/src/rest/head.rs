//! What a REST request says outside of its body.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Uri, header::CONTENT_TYPE, uri::PathAndQuery};

use super::{
    options::{DefaultValues, Options, Unknown},
    violation::BadRequest,
};
use crate::{json, path::Captures};

/// How REST requests are read and answered: the same for all of a service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) rest: Options,
    pub(crate) json: json::Options,
}

/// Path variables, query and content type of a request, and the rules to read them by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    captures: Captures,
    target: Option<PathAndQuery>,
    content_type: Option<HeaderValue>,
    rules: Arc<Rules>,
}

// === impl Rules ===

impl Rules {
    /// Some of the options are about JSON; what they don't say stays as it is in `json`. The
    /// detail of refusals is shown field by field.
    pub(crate) fn new(rest: Options, json: json::Options) -> Self {
        let types = json.types.clone().register::<BadRequest>();
        let json = json
            .types(types)
            .ignore_unknown_fields(rest.unknown_keys == Unknown::Ignore)
            .default_values(rest.default_values == DefaultValues::Print);
        Self { rest, json }
    }
}

// === impl Head ===

impl Head {
    pub(crate) fn new(
        captures: Captures,
        uri: &Uri,
        headers: &HeaderMap,
        rules: Arc<Rules>,
    ) -> Self {
        Self {
            captures,
            target: uri.path_and_query().cloned(),
            content_type: headers.get(CONTENT_TYPE).cloned(),
            rules,
        }
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The values of the path variables, in order.
    pub(super) fn captures(&self) -> &[String] {
        self.captures.values()
    }

    pub(super) fn query(&self) -> &str {
        let target = self.target.as_ref();
        target.and_then(PathAndQuery::query).unwrap_or_default()
    }

    /// The content type as it was sent; empty when there is none.
    pub(super) fn content_type(&self) -> &str {
        let value = self.content_type.as_ref();
        value.and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
}

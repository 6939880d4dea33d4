//! One request of a call: the first, or one after a redirect.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Uri,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HOST, RANGE, REFERER, TRAILER,
        TRANSFER_ENCODING, USER_AGENT,
    },
};
use http_body_util::Full;
use portcullis_runtime::FetchRequest;

use crate::{cause::Cause, target::Target};

/// What the connection decides, whatever a script says.
const OF_THE_CONNECTION: [HeaderName; 4] = [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER];

/// One request of a call.
pub(crate) struct Hop {
    pub(crate) method: Method,
    pub(crate) target: Target,
    /// Where the first request went.
    pub(crate) origin: Target,
    /// What the script gave, without what must not go this far.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// The page that led here.
    pub(crate) referer: Option<String>,
    /// How many redirects led here.
    pub(crate) redirects: usize,
}

// === impl Hop ===

impl Hop {
    /// The first request, which goes to this target.
    pub(crate) fn first(request: &FetchRequest, target: Target) -> Result<Self, Cause> {
        let method = match request.method.as_str() {
            "" => Method::GET,
            // it would make a tunnel of the connection
            "CONNECT" => return Err(Cause::Method(request.method.clone())),
            other => Method::from_bytes(other.as_bytes())
                .map_err(|_| Cause::Method(request.method.clone()))?,
        };
        Ok(Self {
            method,
            origin: target.clone(),
            target,
            headers: headers(&request.headers)?,
            body: request.body.as_ref().map(|body| Bytes::from(body.clone())),
            referer: None,
            redirects: 0,
        })
    }

    /// Whether it does no harm to send it twice.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.method.is_safe()
    }

    /// Whether the answer may be compressed: unless the script itself says what it takes.
    pub(crate) fn takes_gzip(&self) -> bool {
        let is_told = |name| self.headers.contains_key(name);
        !is_told(ACCEPT_ENCODING) && !is_told(RANGE) && self.method != Method::HEAD
    }

    /// The request as it is sent.
    pub(crate) fn to_request(&self, agent: &HeaderValue) -> Result<Request<Full<Bytes>>, Cause> {
        let body = self.body.clone().unwrap_or_default();
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() =
            Uri::try_from(self.target.path_and_query()).map_err(|error| Cause::Url {
                text: self.target.shown().to_owned(),
                why: error.to_string(),
            })?;
        *request.headers_mut() = self.all_headers(agent)?;
        Ok(request)
    }

    /// The headers with those that a client adds.
    fn all_headers(&self, agent: &HeaderValue) -> Result<HeaderMap, Cause> {
        let mut all = HeaderMap::new();
        all.insert(HOST, value(HOST.as_str(), self.target.authority())?);
        all.insert(USER_AGENT, agent.clone());
        all.extend(self.headers.clone());
        if self.is_length_said() {
            let length = self.body.as_ref().map_or(0, Bytes::len);
            all.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        if let (Some(user), None) = (self.target.user_info(), all.get(AUTHORIZATION)) {
            let basic = format!("Basic {}", BASE64_STANDARD.encode(user));
            all.insert(AUTHORIZATION, value(AUTHORIZATION.as_str(), &basic)?);
        }
        if let (Some(referer), None) = (&self.referer, all.get(REFERER)) {
            all.insert(REFERER, value(REFERER.as_str(), referer)?);
        }
        if self.takes_gzip() {
            all.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        Ok(all)
    }

    /// Whether the request has a body, or is of a kind that servers expect one of.
    fn is_length_said(&self) -> bool {
        let has_body = self.body.as_ref().is_some_and(|body| !body.is_empty());
        has_body || [Method::POST, Method::PUT, Method::PATCH].contains(&self.method)
    }
}

fn headers(given: &[(String, Vec<String>)]) -> Result<HeaderMap, Cause> {
    let mut headers = HeaderMap::new();
    for (name, values) in given {
        let key =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| Cause::HeaderName(name.clone()))?;
        if OF_THE_CONNECTION.contains(&key) {
            continue;
        }
        for text in values {
            let added = headers.try_append(&key, value(name, text)?);
            added.map_err(|_| Cause::Headers)?;
        }
    }
    Ok(headers)
}

fn value(name: &str, text: &str) -> Result<HeaderValue, Cause> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| Cause::HeaderValue(name.to_owned()))
}

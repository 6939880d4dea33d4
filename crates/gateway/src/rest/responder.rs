//! Answers to REST callers.

use std::{pin::Pin, sync::Arc};

use bytes::BytesMut;
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY},
};
use http_body::Body as _;
use tokio::time::Sleep;
use tonic::{Code, Status};

use super::{accept::StreamFormat, head::Rules, stream::RestStream};
use crate::{
    answer,
    body::Body,
    call::{Output, Reply},
    compression::Encoding,
    method::RawType,
    outcome::Outcome,
    seal::Seal,
    trailers::Trailers,
};

/// Writes the answer to one call.
#[derive(Clone, Debug)]
pub(crate) struct RestResponder {
    pub(crate) rules: Arc<Rules>,
    /// How the messages of a stream follow each other; none when they are sent as they are.
    pub(crate) format: Option<StreamFormat>,
    pub(crate) is_head: bool,
}

// === impl RestResponder ===

impl RestResponder {
    /// The answer to a call that its method answered.
    pub(crate) fn success(
        &self,
        seal: Seal,
        reply: Reply,
        deadline: Option<Pin<Box<Sleep>>>,
        mut outcome: Outcome,
    ) -> Response<Body> {
        let mut extensions = reply.extensions;
        // REST has no place for them
        extensions.remove::<Trailers>();
        let raw_type = extensions.remove::<RawType>().map(|raw_type| raw_type.0);
        let mut response = Response::new(Body::empty());
        *response.extensions_mut() = extensions;
        answer::copy_metadata(&reply.metadata, response.headers_mut());
        match reply.output {
            Output::Message(message) => {
                if let Err(status) = self.one(seal, message, &mut response) {
                    return self.failure(&status, outcome);
                }
                outcome.end(Code::Ok);
            }
            Output::Messages(messages) => {
                if self.format == Some(StreamFormat::Events) {
                    // as the standard of server-sent events asks for; proxies heed it, too
                    let no_store = HeaderValue::from_static("no-store");
                    let headers = response.headers_mut();
                    headers.entry(CACHE_CONTROL).or_insert(no_store);
                }
                let rules = Arc::clone(&self.rules);
                let body = RestStream::new(self.format, rules, messages, deadline, outcome);
                *response.body_mut() = Body::new(body);
            }
        }
        if let Some(content_type) = self.content_type(raw_type, &response) {
            response.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        self.without_body_for_head(response)
    }

    /// The answer to a call that failed.
    pub(crate) fn failure(&self, status: &Status, mut outcome: Outcome) -> Response<Body> {
        outcome.end(status.code());
        self.without_body_for_head(answer::status_json(status, &self.rules.json))
    }

    fn one(
        &self,
        seal: Seal,
        message: BytesMut,
        response: &mut Response<Body>,
    ) -> Result<(), Status> {
        let (message, encoding) = seal.bare(message.freeze())?;
        *response.body_mut() = Body::from(message);
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("accept-encoding"));
        if encoding != Encoding::Identity {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        Ok(())
    }

    fn content_type(
        &self,
        raw_type: Option<HeaderValue>,
        response: &Response<Body>,
    ) -> Option<HeaderValue> {
        let is_stream = response.body().size_hint().exact().is_none();
        match self.format {
            None => raw_type,
            Some(format) if is_stream => Some(format.content_type()),
            Some(_) => Some(answer::JSON),
        }
    }

    fn without_body_for_head(&self, mut response: Response<Body>) -> Response<Body> {
        if self.is_head {
            if let Some(length) = response.body().size_hint().exact() {
                response.headers_mut().insert(CONTENT_LENGTH, length.into());
            }
            *response.body_mut() = Body::empty();
        }
        response
    }
}

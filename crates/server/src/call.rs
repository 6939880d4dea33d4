//! What a call carries beside its message, whatever protocol it came by.

use std::time::Instant;

use portcullis_core::{
    Management, Result, caller::Access, command::Precondition, role::Permission,
};
use portcullis_gateway::Deadline;
use tonic::{Request, Response, Status, metadata::MetadataMap};

use crate::{error, language::Language, observe::RequestId};

/// The metadata of a call.
#[derive(Debug)]
pub(crate) struct Call {
    metadata: MetadataMap,
    request_id: Option<RequestId>,
    until: Option<Instant>,
}

/// Stands for a value that is not visible ASCII. It is neither empty nor anything that a token, an
/// organisation or a sequence can be, so that it is refused as a wrong one.
const UNREADABLE: &str = "\u{FFFD}";

// === impl Call ===

impl Call {
    /// Parts a request into what it carries and its message.
    pub(crate) fn open<T>(request: Request<T>) -> (Self, T) {
        let (metadata, extensions, message) = request.into_parts();
        let request_id = extensions.get::<RequestId>().cloned();
        let until = extensions.get::<Deadline>().map(|deadline| deadline.at);
        (
            Self {
                metadata,
                request_id,
                until,
            },
            message,
        )
    }

    /// The caller, when it may do `permission` in the organisation that the call is about.
    pub(crate) async fn authorize(
        &self,
        management: &Management,
        permission: Permission,
    ) -> Result<Access> {
        let authorization = self.text("authorization");
        management
            .authorize(authorization, self.text("x-zitadel-orgid"), permission)
            .await
    }

    /// What the caller believes the object to be at.
    pub(crate) fn precondition(&self) -> Result<Precondition> {
        Precondition::parse(self.text("if-match"))
    }

    /// The language of the caller; some clients reach us through a gateway that renames headers.
    pub(crate) fn language(&self) -> Language {
        let asked = self.text("accept-language");
        Language::preferred(asked.or_else(|| self.text("grpcgateway-accept-language")))
    }

    /// The id that the caller finds in `x-request-id`.
    pub(crate) fn request_id(&self) -> &str {
        self.request_id
            .as_ref()
            .map_or("unknown", RequestId::as_str)
    }

    /// The id of the trace that the call belongs to, by the header that W3C defines; empty without
    /// one.
    pub(crate) fn trace_id(&self) -> &str {
        trace_id(self.text("traceparent").unwrap_or_default()).unwrap_or_default()
    }

    /// When the caller stops waiting.
    pub(crate) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// The answer in terms of gRPC, from which every protocol makes its own.
    pub(crate) fn answer<T>(&self, result: Result<T>) -> Result<Response<T>, Status> {
        self.respond(result.map(Response::new))
    }

    /// The same for an answer that has metadata of its own.
    pub(crate) fn respond<T>(&self, result: Result<Response<T>>) -> Result<Response<T>, Status> {
        result.map_err(|error| error::status(&error, self))
    }

    /// The first value of a key.
    fn text(&self, key: &str) -> Option<&str> {
        self.metadata
            .get(key)
            .map(|value| value.to_str().unwrap_or(UNREADABLE))
    }
}

/// The second part of `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`: 32 digits, not all 0.
fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let valid = id.len() == 32 && id.bytes().all(is_digit) && id.bytes().any(|byte| byte != b'0');
    valid.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(traceparent: &str, expected: Option<&str>) {
        assert_eq!(trace_id(traceparent), expected, "{traceparent:?}");
    }

    #[test]
    fn trace_ids() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        check(&format!("00-{id}-b7ad6b7169203331-01"), Some(id));
        check(&format!("cc-{id}-b7ad6b7169203331-01-more"), Some(id));
        for wrong in ["", "-", "00", "00-", "00-0af7", id] {
            check(wrong, None);
        }
        check(&format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)), None);
        check(&format!("00-{}-b7ad6b7169203331-01", "A".repeat(32)), None);
        check(&format!("00-{}-b7ad6b7169203331-01", "é".repeat(16)), None);
    }
}

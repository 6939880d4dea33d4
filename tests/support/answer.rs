//! What a call came back with, the same for every dialect, and the checks made on it.

use http::HeaderMap;
use serde_json::{Value, json};

use super::{Protocol, Rules, differences};

/// The codes this API answers with, and the HTTP status REST and Connect give each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    Internal = 13,
    Unauthenticated = 16,
}

/// An answer in no dialect.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) protocol: Protocol,
    pub(crate) code: i32,
    pub(crate) message: String,
    pub(crate) details: Vec<Value>,
    /// The response message as ProtoJSON, null in a refusal.
    pub(crate) body: Value,
    pub(crate) http_status: u16,
    pub(crate) headers: HeaderMap,
}

// === impl Code ===

impl Code {
    /// The HTTP status of a refusal with this code, over REST and Connect.
    pub(crate) fn http_status(self) -> u16 {
        match self {
            Self::InvalidArgument | Self::FailedPrecondition => 400,
            Self::Unauthenticated => 401,
            Self::PermissionDenied => 403,
            Self::NotFound => 404,
            Self::AlreadyExists | Self::Aborted => 409,
            Self::ResourceExhausted => 429,
            Self::Internal => 500,
            Self::DeadlineExceeded => 504,
        }
    }
}

// === impl Answer ===

impl Answer {
    /// The body of a good answer.
    #[track_caller]
    pub(crate) fn ok(&self) -> &Value {
        assert_eq!((self.code, self.http_status), (0, 200), "{self:?}");
        &self.body
    }

    /// The answer is good and its body is the expected one, placeholders allowed.
    #[track_caller]
    pub(crate) fn is(&self, expected: &Value) {
        let found = differences(expected, self.ok(), &Rules::default());
        assert!(found.is_empty(), "{found:#?}\nin {self:?}");
    }

    /// The answer is a refusal with this code and message, and all else that follows from them.
    ///
    /// A message `text (ID)` brings one detail with both; one without an id brings none. `*`
    /// for the text stands for any sentence.
    #[track_caller]
    pub(crate) fn refused(&self, code: Code, message: &str) {
        assert_eq!(self.code, code as i32, "{message}: {self:?}");
        let status = match self.protocol.has_http_status() {
            true => code.http_status(),
            false => 200,
        };
        assert_eq!(self.http_status, status, "{message}: {self:?}");
        let Some((text, id)) = split(message) else {
            assert_eq!(
                (self.message.as_str(), &self.details[..]),
                (message, &[][..])
            );
            return;
        };
        let (said, said_id) = split(&self.message).unwrap_or((&self.message, ""));
        assert_eq!(said_id, id, "{self:?}");
        match text {
            "*" => assert!(
                said.contains(' ') && !said.starts_with("Errors."),
                "{self:?}"
            ),
            text => assert_eq!(said, text, "{self:?}"),
        }
        let detail = json!({
            "@type": "type.googleapis.com/zitadel.v1.ErrorDetail", "id": id, "message": said,
        });
        assert_eq!(self.details, [detail], "{self:?}");
    }

    /// The answer has this code; the message is the server's own and must not be empty.
    #[track_caller]
    pub(crate) fn has_code(&self, code: Code) {
        assert_eq!(self.code, code as i32, "{self:?}");
        assert!(!self.message.is_empty(), "{self:?}");
    }

    /// The sequence in the answer's details.
    #[track_caller]
    pub(crate) fn sequence(&self) -> &str {
        self.ok()["details"]["sequence"].as_str().unwrap()
    }
}

/// `text (ID)` in its two parts.
fn split(message: &str) -> Option<(&str, &str)> {
    let (text, id) = message.strip_suffix(')')?.rsplit_once(" (")?;
    let known = id.contains('-') && !id.contains(' ');
    known.then_some((text, id))
}

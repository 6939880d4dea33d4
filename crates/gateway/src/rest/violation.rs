//! Refusals of requests, with the field that is to blame.

use std::fmt::Display;

use prost::Name;
use tonic::{Code, Status};

use super::options::FieldViolations;
use crate::details::{pack, status_with_details};

/// `google.rpc.BadRequest`.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct BadRequest {
    #[prost(message, repeated, tag = "1")]
    pub(crate) field_violations: Vec<FieldViolation>,
}

/// `google.rpc.BadRequest.FieldViolation`.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct FieldViolation {
    #[prost(string, tag = "1")]
    pub(crate) field: String,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
}

// === impl BadRequest ===

impl Name for BadRequest {
    const NAME: &'static str = "BadRequest";
    const PACKAGE: &'static str = "google.rpc";
}

// === impl FieldViolations ===

impl FieldViolations {
    /// INVALID_ARGUMENT for a field, or for the request as a whole when it has no name.
    pub(super) fn status(self, field: &str, description: impl Display) -> Status {
        let message = description.to_string();
        match self {
            Self::None => Status::invalid_argument(message),
            Self::Detail => {
                let violation = FieldViolation {
                    field: field.to_owned(),
                    description: message.clone(),
                };
                let detail = BadRequest {
                    field_violations: vec![violation],
                };
                status_with_details(Code::InvalidArgument, message, [pack(&detail)])
            }
        }
    }
}

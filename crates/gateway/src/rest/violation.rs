//! Refusals of requests, with the field that is to blame.

use std::fmt::Display;

use prost::Name;
use serde::de::MapAccess;
use tonic::{Code, Status};

use super::options::FieldViolations;
use crate::{
    details::{pack, status_with_details},
    json::{self, Field, FieldName, FieldSink, Plain},
};

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

impl json::Message for BadRequest {
    const FIELDS: &'static [FieldName] = &[FieldName {
        json: "fieldViolations",
        proto: "field_violations",
    }];

    fn field(name: &str) -> Option<usize> {
        matches!(name, "fieldViolations" | "field_violations").then_some(0)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        _index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        field.repeated::<Plain<_>>(&mut self.field_violations)
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.repeated::<Plain<_>>(&Self::FIELDS[0], &self.field_violations)
    }
}

// === impl FieldViolation ===

impl json::Message for FieldViolation {
    const FIELDS: &'static [FieldName] = &[
        FieldName {
            json: "field",
            proto: "field",
        },
        FieldName {
            json: "description",
            proto: "description",
        },
    ];

    fn field(name: &str) -> Option<usize> {
        Self::FIELDS.iter().position(|field| field.json == name)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => field.singular::<Plain<_>>(&mut self.field),
            _ => field.singular::<Plain<_>>(&mut self.description),
        }
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singular::<Plain<_>>(&Self::FIELDS[0], &self.field)?;
        sink.singular::<Plain<_>>(&Self::FIELDS[1], &self.description)
    }
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

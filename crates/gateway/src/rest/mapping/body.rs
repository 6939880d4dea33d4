//! JSON bodies into messages, by the rules of a gateway.

use std::borrow::Cow;

use tonic::Status;

use crate::{
    json,
    rest::{head::Rules, options::DuplicateKeys},
};

pub(super) fn decode<M: json::Message>(body: &[u8], rules: &Rules) -> Result<M, Status> {
    json::decode(&without_duplicates(body, rules), &rules.json)
        .map_err(|error| refuse(&error, None, rules))
}

pub(super) fn decode_field<M: json::Message>(
    message: &mut M,
    field: &str,
    body: &[u8],
    rules: &Rules,
) -> Result<(), Status> {
    json::decode_field(
        message,
        field,
        &without_duplicates(body, rules),
        &rules.json,
    )
    .map_err(|error| refuse(&error, Some(field), rules))
}

/// What a JSON tree keeps of a text, where later keys are to win. Text that is no JSON stays, so
/// that the error is about what was sent.
fn without_duplicates<'b>(body: &'b [u8], rules: &Rules) -> Cow<'b, [u8]> {
    if rules.rest.duplicate_keys == DuplicateKeys::Refuse {
        return Cow::Borrowed(body);
    }
    serde_json::from_slice::<serde_json::Value>(body)
        .and_then(|tree| serde_json::to_vec(&tree))
        .map_or(Cow::Borrowed(body), Cow::Owned)
}

fn refuse(error: &json::Error, field: Option<&str>, rules: &Rules) -> Status {
    let message = format!("invalid JSON body: {error}");
    let inner = match error {
        json::Error::Read { field, .. } => field.as_str(),
        _ => "",
    };
    let field = match (field, inner) {
        (None, inner) => inner.to_owned(),
        (Some(field), "") => field.to_owned(),
        (Some(field), inner) if inner.starts_with(field) => inner.to_owned(),
        (Some(field), inner) => format!("{field}.{inner}"),
    };
    rules.rest.field_violations.status(&field, message)
}

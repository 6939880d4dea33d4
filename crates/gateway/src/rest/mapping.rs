//! How a method maps to HTTP: one route for each rule.
//!
//! Generated code describes each `google.api.http` rule as a [`Route`]. A request's fields come
//! from three places, the first that names a field wins: the path, the body, the query. A field of
//! type `google.api.HttpBody` that is mapped to a body is the body itself, whatever it contains.

mod body;
mod decode;
mod parameters;

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use prost_types::FieldMask;
use tonic::Status;

use super::{head::Rules, options::MediaTypes, shape::Shape};
use crate::{json, media_type::MediaType};

/// Puts a raw body with its content type into a message.
pub type SetRaw<M> = fn(&mut M, String, Bytes);
/// The content type and the bytes of a raw body in a message, if it has one.
pub type GetRaw<M> = fn(&M) -> Option<(&str, &[u8])>;
/// The field mask of a message.
pub type GetMask<M> = fn(&mut M) -> &mut Option<FieldMask>;

/// One binding of an RPC method to an HTTP method and a path.
pub struct Route<Req, Res> {
    method: &'static str,
    template: &'static str,
    variables: &'static [&'static str],
    shape: &'static Shape,
    body: BodyRule,
    set_raw: Option<SetRaw<Req>>,
    field_mask: Option<GetMask<Req>>,
    response_field: Option<&'static str>,
    get_raw: Option<GetRaw<Res>>,
}

/// What is known of a route without its messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    /// `*` for every one.
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    pub(crate) has_body: bool,
    /// Whether bodies are taken as they are, chunk by chunk in a stream.
    pub(crate) is_raw: bool,
    /// Whether answers are sent as they are, chunk by chunk in a stream.
    pub(crate) is_raw_response: bool,
}

/// The rule by which a REST request came, in the extensions of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchedRoute {
    /// The HTTP method of the rule; `*` for every one.
    pub method: &'static str,
    /// The path template of the rule.
    pub template: &'static str,
}

/// What the body of a request is read into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyRule {
    /// Nothing: whatever is sent is not looked at.
    Ignored,
    /// The whole message.
    Message,
    /// One top-level field, by its name in the `.proto` file.
    Field(&'static str),
}

// === impl Binding ===

impl Binding {
    /// Whether a body of this content type can be read.
    pub(crate) fn accepts(&self, headers: &HeaderMap, rules: &Rules) -> bool {
        if !self.has_body || self.is_raw || rules.rest.media_types == MediaTypes::Any {
            return true;
        }
        if !headers.contains_key(http::header::CONTENT_TYPE) {
            return true;
        }
        MediaType::of(headers).is_some_and(|it| {
            let is_lines = |name| it.is("application", name) && it.suffix().is_none();
            it.is("application", "json") && it.suffix().is_none()
                || it
                    .suffix()
                    .is_some_and(|it| it.eq_ignore_ascii_case("json"))
                || is_lines("x-ndjson")
                || is_lines("ndjson")
                || is_lines("jsonl")
        })
    }
}

// === impl Route ===

impl<Req, Res> Route<Req, Res> {
    /// A route without bodies: the answer is the whole message. `method` is `*` for every HTTP
    /// method; `variables` are the field paths of the template, in order.
    pub const fn new(
        method: &'static str,
        template: &'static str,
        variables: &'static [&'static str],
        shape: &'static Shape,
    ) -> Self {
        Self {
            method,
            template,
            variables,
            shape,
            body: BodyRule::Ignored,
            set_raw: None,
            field_mask: None,
            response_field: None,
            get_raw: None,
        }
    }

    /// The body is the whole message (`body: "*"`).
    #[must_use]
    pub const fn body(mut self) -> Self {
        self.body = BodyRule::Message;
        self
    }

    /// The body is one field (`body: "field"`).
    #[must_use]
    pub const fn body_field(mut self, field: &'static str) -> Self {
        self.body = BodyRule::Field(field);
        self
    }

    /// The body is a `google.api.HttpBody`, to be taken as it is.
    #[must_use]
    pub const fn raw_body(mut self, set: SetRaw<Req>) -> Self {
        self.set_raw = Some(set);
        self
    }

    /// The mask to fill from the keys of the body when the caller left it unset.
    #[must_use]
    pub const fn field_mask(mut self, mask: GetMask<Req>) -> Self {
        self.field_mask = Some(mask);
        self
    }

    /// The answer is one field (`response_body: "field"`).
    #[must_use]
    pub const fn response_field(mut self, field: &'static str) -> Self {
        self.response_field = Some(field);
        self
    }

    /// The answer is a `google.api.HttpBody`, to be sent as it is.
    #[must_use]
    pub const fn raw_response(mut self, get: GetRaw<Res>) -> Self {
        self.get_raw = Some(get);
        self
    }
}

impl<Req, Res> Route<Req, Res> {
    /// The HTTP method; `*` for every one.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The path template as it is written in the rule.
    pub fn template(&self) -> &'static str {
        self.template
    }

    pub(crate) fn binding(&self) -> Binding {
        Binding {
            method: self.method,
            template: self.template,
            has_body: self.body != BodyRule::Ignored,
            is_raw: self.is_raw(),
            is_raw_response: self.is_raw_response(),
        }
    }

    pub(crate) fn is_raw(&self) -> bool {
        self.set_raw.is_some()
    }

    pub(crate) fn is_raw_response(&self) -> bool {
        self.get_raw.is_some()
    }

    /// Content type and bytes of an answer that is sent as it is.
    pub(crate) fn raw<'m>(&self, message: &'m Res) -> Option<(&'m str, &'m [u8])> {
        self.get_raw.and_then(|get| get(message))
    }
}

impl<Req, Res: json::Message> Route<Req, Res> {
    /// Appends the JSON of an answer.
    pub(crate) fn encode(
        &self,
        message: &Res,
        rules: &Rules,
        out: &mut BytesMut,
    ) -> Result<(), Status> {
        match self.response_field {
            Some(field) => json::encode_field(message, field, &rules.json, out)?,
            None => json::encode(message, &rules.json, out)?,
        }
        Ok(())
    }
}

// Derived ones would ask the same of the messages.
impl<Req, Res> Clone for Route<Req, Res> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Req, Res> Copy for Route<Req, Res> {}

impl<Req, Res> fmt::Debug for Route<Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("method", &self.method)
            .field("template", &self.template)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

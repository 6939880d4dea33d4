//! HTTP rules as the options of a method carry them.

use http::Method;
use portcullis_gateway::path::Template;
use prost_reflect::{DynamicMessage, ExtensionDescriptor, MethodDescriptor, Value};

use crate::error::Error;

/// Full name of the option.
pub(crate) const HTTP_EXTENSION: &str = "google.api.http";

/// The patterns that have a field of their own, with the HTTP method each stands for.
const PATTERNS: [(&str, &str); 5] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("patch", "PATCH"),
];

/// One way to call a method.
#[derive(Debug)]
pub(crate) struct Rule {
    /// An HTTP method, or `*` for every one.
    pub(crate) verb: String,
    pub(crate) template: Template,
    pub(crate) body: Body,
    /// The field that is the answer's body; the whole message if none.
    pub(crate) response_body: Option<String>,
}

/// What the body of a request is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing.
    None,
    /// The whole message.
    Message,
    /// One of its fields.
    Field(String),
}

/// The rule of a method and its additional bindings; none without the option.
pub(crate) fn read(
    method: &MethodDescriptor,
    http: &ExtensionDescriptor,
) -> Result<Vec<Rule>, Error> {
    let options = method.options();
    if !options.has_extension(http) {
        return Ok(Vec::new());
    }
    let option = options.get_extension(http);
    let Some(rule) = option.as_message() else {
        return Err(wrong(method, format!("{HTTP_EXTENSION} is not a message")));
    };
    let mut rules = vec![read_one(method, rule)?];
    for binding in list(rule, "additional_bindings") {
        if !list(&binding, "additional_bindings").is_empty() {
            return Err(wrong(
                method,
                "additional bindings inside an additional binding",
            ));
        }
        rules.push(read_one(method, &binding)?);
    }
    Ok(rules)
}

/// An error in the rules of a method.
pub(crate) fn wrong(method: &MethodDescriptor, reason: impl Into<String>) -> Error {
    Error::Rule {
        method: method.full_name().to_owned(),
        reason: reason.into(),
    }
}

fn read_one(method: &MethodDescriptor, rule: &DynamicMessage) -> Result<Rule, Error> {
    let (verb, path) = pattern(rule).ok_or_else(|| wrong(method, "the rule has no pattern"))?;
    if verb != "*" && Method::from_bytes(verb.as_bytes()).is_err() {
        return Err(wrong(method, format!("{verb:?} is no HTTP method")));
    }
    let body = match text(rule, "body") {
        none if none.is_empty() => Body::None,
        whole if whole == "*" => Body::Message,
        field => Body::Field(field),
    };
    let response_body = text(rule, "response_body");
    let template = path.parse().map_err(|source| Error::Template {
        method: method.full_name().to_owned(),
        source,
    })?;
    Ok(Rule {
        verb,
        template,
        body,
        response_body: (!response_body.is_empty()).then_some(response_body),
    })
}

/// HTTP method and path template.
fn pattern(rule: &DynamicMessage) -> Option<(String, String)> {
    for (field, verb) in PATTERNS {
        if rule.has_field_by_name(field) {
            return Some((verb.to_owned(), text(rule, field)));
        }
    }
    let custom = rule.get_field_by_name("custom")?;
    let custom = custom.as_message()?;
    let kind = text(custom, "kind");
    (!kind.is_empty()).then(|| (kind, text(custom, "path")))
}

fn text(message: &DynamicMessage, field: &str) -> String {
    let value = message.get_field_by_name(field);
    let text = value.as_deref().and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn list(message: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    let value = message.get_field_by_name(field);
    let items = value
        .as_deref()
        .and_then(Value::as_list)
        .unwrap_or_default();
    items
        .iter()
        .filter_map(Value::as_message)
        .cloned()
        .collect()
}

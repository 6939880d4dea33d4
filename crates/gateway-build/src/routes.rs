//! The expressions that describe how one method maps to HTTP.
//!
//! Each becomes a `portcullis_gateway::rest::Route`; whoever renders the service puts them where
//! the method is made. What a rule says is checked here, as far as it concerns fields.

use prost_reflect::{
    ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
};

use crate::{
    conflict::Places,
    error::Error,
    json::Paths,
    names::snake,
    rule::{self, Body, Rule, wrong},
    shapes::{Shapes, single_message},
};

/// A body that is taken and given as it is.
const HTTP_BODY: &str = "google.api.HttpBody";
const FIELD_MASK: &str = "google.protobuf.FieldMask";

/// The well-known types that a path can carry: those whose JSON form is text or a number.
const IN_PATHS: [&str; 12] = [
    "google.protobuf.BoolValue",
    "google.protobuf.BytesValue",
    "google.protobuf.DoubleValue",
    "google.protobuf.Duration",
    "google.protobuf.FieldMask",
    "google.protobuf.FloatValue",
    "google.protobuf.Int32Value",
    "google.protobuf.Int64Value",
    "google.protobuf.StringValue",
    "google.protobuf.Timestamp",
    "google.protobuf.UInt32Value",
    "google.protobuf.UInt64Value",
];

/// One expression for each rule of a method.
pub(crate) fn of(
    method: &MethodDescriptor,
    http: &ExtensionDescriptor,
    places: &mut Places,
    shapes: &mut Shapes,
    paths: &Paths,
) -> Result<Vec<String>, Error> {
    let mut routes = Vec::new();
    for rule in rule::read(method, http)? {
        places.add(method, &rule)?;
        let shape = shapes.path(&method.input());
        let route = route(method, &rule, &shape, paths)
            .map_err(|reason| wrong(method, format!("{}: {reason}", rule.template)))?;
        routes.push(route);
    }
    Ok(routes)
}

fn route(
    method: &MethodDescriptor,
    rule: &Rule,
    shape: &str,
    paths: &Paths,
) -> Result<String, String> {
    let variables = rule.template.variables().iter();
    let variables: Vec<_> = variables.map(|variable| variable.field_path()).collect();
    for variable in &variables {
        check_variable(&method.input(), variable)?;
    }
    let mut request = body(&method.input(), &rule.body)?;
    request.extend(field_mask(&method.input(), rule, &variables));
    let response = response(&method.output(), rule.response_body.as_deref())?;

    let package = method.parent_service().package_name();
    let name_type = |message: &MessageDescriptor, calls: &[String]| {
        // closures have to know what they are given; what has none may be any type
        match calls.iter().any(|call| call.contains("|message")) {
            true => seen_from_service(&paths.resolve(message.full_name(), package)),
            false => "_".to_owned(),
        }
    };
    let request_type = name_type(&method.input(), &request);
    let response_type = name_type(&method.output(), &response);
    let verb = &rule.verb;
    let template = rule.template.as_str();
    let mut calls = vec![format!(
        "portcullis_gateway::rest::Route::<{request_type}, {response_type}>::new({verb:?}, \
         {template:?}, &{variables:?}, &{shape})"
    )];
    calls.extend(request);
    calls.extend(response);
    Ok(calls.join("\n    "))
}

/// A path seen from the module of a package, as the service's module in it sees it.
fn seen_from_service(path: &str) -> String {
    match path.strip_prefix("self::") {
        Some(rest) => format!("super::{rest}"),
        None if path.starts_with("super::") => format!("super::{path}"),
        None => path.to_owned(),
    }
}

/// A variable names a field with one value that fits in a text.
fn check_variable(request: &MessageDescriptor, path: &str) -> Result<(), String> {
    let mut message = request.clone();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let field = find(&message, name)?;
        if field.is_list() || field.is_map() {
            return Err(format!("{} is repeated", field.full_name()));
        }
        if names.peek().is_some() {
            message = single_message(&field)
                .ok_or_else(|| format!("{name} in {path} is not a message with fields"))?;
        } else if let Kind::Message(inner) = field.kind()
            && !IN_PATHS.contains(&inner.full_name())
        {
            return Err(format!("{} is a message", field.full_name()));
        }
    }
    Ok(())
}

/// How the body is read.
fn body(request: &MessageDescriptor, body: &Body) -> Result<Vec<String>, String> {
    match body {
        Body::None => Ok(Vec::new()),
        Body::Message if is_http_body(request) => Ok(vec![
            ".body()".to_owned(),
            set_raw("message.content_type = content_type; message.data = data.into();"),
        ]),
        Body::Message => Ok(vec![".body()".to_owned()]),
        Body::Field(name) => {
            let field = find(request, name)?;
            let mut calls = vec![format!(".body_field({name:?})")];
            if holds_http_body(&field)? {
                let name = snake(name);
                calls.push(set_raw(&format!(
                    "let body = message.{name}.get_or_insert_default(); \
                     body.content_type = content_type; body.data = data.into();"
                )));
            }
            Ok(calls)
        }
    }
}

fn set_raw(statements: &str) -> String {
    format!(".raw_body(|message, content_type, data| {{ {statements} }})")
}

/// The mask of a PATCH that updates one field, if there is exactly one that could be meant.
fn field_mask(request: &MessageDescriptor, rule: &Rule, variables: &[&str]) -> Option<String> {
    let Body::Field(body) = &rule.body else {
        return None;
    };
    if rule.verb != "PATCH" {
        return None;
    }
    single_message(&request.get_field_by_name(body)?)?;
    let is_mask = |field: &FieldDescriptor| {
        matches!(field.kind(), Kind::Message(message) if message.full_name() == FIELD_MASK)
            && !field.is_list()
            && !is_member(field)
    };
    let mut masks = request.fields().filter(is_mask);
    let mask = masks.next().filter(|_| masks.next().is_none())?;
    (!variables.contains(&mask.name()))
        .then(|| format!(".field_mask(|message| &mut message.{})", snake(mask.name())))
}

/// How the answer is written.
fn response(response: &MessageDescriptor, field: Option<&str>) -> Result<Vec<String>, String> {
    let Some(name) = field else {
        return Ok(match is_http_body(response) {
            false => Vec::new(),
            true => vec![
                ".raw_response(|message| Some((message.content_type.as_str(), &message.data[..])))"
                    .to_owned(),
            ],
        });
    };
    let field = find(response, name)?;
    let mut calls = vec![format!(".response_field({name:?})")];
    if holds_http_body(&field)? {
        let name = snake(name);
        calls.push(format!(
            ".raw_response(|message| message.{name}.as_ref()\
             .map(|body| (body.content_type.as_str(), &body.data[..])))"
        ));
    }
    Ok(calls)
}

fn find(message: &MessageDescriptor, name: &str) -> Result<FieldDescriptor, String> {
    message
        .get_field_by_name(name)
        .ok_or_else(|| format!("{} has no field {name}", message.full_name()))
}

fn is_http_body(message: &MessageDescriptor) -> bool {
    message.full_name() == HTTP_BODY
}

fn holds_http_body(field: &FieldDescriptor) -> Result<bool, String> {
    let holds = single_message(field).is_some_and(|message| is_http_body(&message));
    if holds && is_member(field) {
        let name = field.full_name();
        return Err(format!(
            "{name} is an HttpBody in a oneof, which is not supported"
        ));
    }
    Ok(holds)
}

/// Whether a field is part of a oneof that somebody wrote.
fn is_member(field: &FieldDescriptor) -> bool {
    let oneof = field.containing_oneof();
    oneof.is_some_and(|oneof| !oneof.is_synthetic())
}

#[cfg(test)]
mod tests;

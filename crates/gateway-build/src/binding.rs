//! The statements that put what a path caught into the fields of a message.

use portcullis_gateway::path::Variable;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

use crate::{
    error::Error,
    names::{enum_path, snake},
    rule::{Body, Rule, wrong},
};

/// One assignment for every variable of a rule.
pub(crate) fn statements(method: &MethodDescriptor, rule: &Rule) -> Result<Vec<String>, Error> {
    let variables = rule.template.variables().iter().enumerate();
    variables
        .map(|(index, variable)| {
            statement(method, index, variable)
                .map_err(|reason| wrong(method, format!("{}: {reason}", rule.template)))
        })
        .collect()
}

/// Without a body, what the path leaves open would come from the query, which is not supported.
pub(crate) fn check_unbound(method: &MethodDescriptor, rule: &Rule) -> Result<(), Error> {
    if rule.body == Body::Message {
        return Ok(());
    }
    let bound = |name: &str| {
        let mut variables = rule.template.variables().iter();
        variables.any(|variable| variable.field_path() == name)
    };
    match method.input().fields().find(|field| !bound(field.name())) {
        None => Ok(()),
        Some(field) => Err(wrong(
            method,
            format!(
                "{}: field {} would be a query parameter, which is not supported",
                rule.template,
                field.name()
            ),
        )),
    }
}

fn statement(
    method: &MethodDescriptor,
    index: usize,
    variable: &Variable,
) -> Result<String, String> {
    let path = variable.field_path();
    let mut names = path.split('.').peekable();
    let mut message = method.input();
    let mut target = "message".to_owned();
    while let Some(name) = names.next() {
        let field = field(&message, name)?;
        target = format!("{target}.{}", snake(name));
        if names.peek().is_none() {
            let value = value(&field, index, path, method.parent_service().package_name())?;
            return Ok(format!("{target} = {value};"));
        }
        message = match field.kind() {
            Kind::Message(inner) => inner,
            _ => return Err(format!("{name} in {path} is not a message")),
        };
        target.push_str(".get_or_insert_default()");
    }
    Err("a variable without a field".to_owned())
}

fn field(message: &MessageDescriptor, name: &str) -> Result<FieldDescriptor, String> {
    let field = message
        .get_field_by_name(name)
        .ok_or_else(|| format!("{} has no field {name}", message.full_name()))?;
    if field.is_list() || field.is_map() {
        return Err(format!("{} is repeated", field.full_name()));
    }
    if field
        .containing_oneof()
        .is_some_and(|oneof| !oneof.is_synthetic())
    {
        let name = field.full_name();
        return Err(format!("{name} is part of a oneof, which is not supported"));
    }
    Ok(field)
}

/// The expression that takes the value out of the captures.
fn value(
    field: &FieldDescriptor,
    index: usize,
    path: &str,
    package: &str,
) -> Result<String, String> {
    let value = match field.kind() {
        Kind::String => format!("captures.string({index})"),
        Kind::Bytes => format!("captures.bytes({index}, \"{path}\")?.into()"),
        Kind::Enum(descriptor) => {
            let by_name = format!("{}::from_str_name", enum_path(&descriptor, package));
            format!("captures.enumeration({index}, \"{path}\", {by_name})?")
        }
        Kind::Message(_) => return Err(format!("{} is a message", field.full_name())),
        _ => format!("captures.parse({index}, \"{path}\")?"),
    };
    if field.supports_presence() {
        Ok(format!("Some({value})"))
    } else {
        Ok(value)
    }
}

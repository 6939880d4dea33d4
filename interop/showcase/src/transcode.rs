//! A message as an HTTP request, by the rules of its method: the client's half of the mapping.
//!
//! Written from the specification alone. It shares no code with the gateway, so that a mistake in
//! one of them shows.

use anyhow::{Context as _, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MethodDescriptor, ReflectMessage as _,
    SerializeOptions, Value,
};

/// What RFC 3986 leaves as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How a client may write names and enums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Names as in JSON, enum values by name.
    Json,
    /// Names as in the `.proto` file, enum values by number.
    Proto,
}

/// An HTTP request, and the template it was made from.
#[derive(Debug)]
pub struct Call {
    pub verb: String,
    pub target: String,
    pub body: Option<String>,
    pub template: String,
}

/// The request by the first binding that the message fits.
pub fn call(
    method: &MethodDescriptor,
    message: &DynamicMessage,
    style: Style,
) -> anyhow::Result<Call> {
    let pool = method.parent_pool();
    let http = pool
        .get_extension_by_name("google.api.http")
        .context("no HTTP rules")?;
    let options = method.options();
    let option = options.get_extension(&http);
    let rule = option.as_message().context("the rule is a message")?;
    let more = rule.get_field_by_name("additional_bindings");
    let more = more.as_deref().and_then(Value::as_list).unwrap_or_default();
    let bindings = more.iter().filter_map(Value::as_message);
    for binding in std::iter::once(rule).chain(bindings) {
        if let Some(call) = by_rule(binding, message, style)? {
            return Ok(call);
        }
    }
    bail!("no binding of {} fits the message", method.name())
}

fn by_rule(
    rule: &DynamicMessage,
    message: &DynamicMessage,
    style: Style,
) -> anyhow::Result<Option<Call>> {
    let verbs = ["get", "put", "post", "delete", "patch"];
    let verb = verbs.into_iter().find(|verb| rule.has_field_by_name(verb));
    let verb = verb.context("a rule without a pattern")?;
    let template = text(rule, verb);
    let mut rest = message.clone();
    let Some(path) = path(&template, message, &mut rest, style)? else {
        return Ok(None);
    };
    let body = match text(rule, "body").as_str() {
        "" => None,
        "*" => Some(json(
            &std::mem::replace(&mut rest, DynamicMessage::new(message.descriptor())),
            style,
        )?),
        field => {
            let value = rest.get_field_by_name(field).context("no body field")?;
            let body = value.as_message().context("the body is a message")?;
            let body = json(body, style)?;
            drop(value);
            rest.clear_field_by_name(field);
            Some(body)
        }
    };
    let mut pairs = Vec::new();
    query(&rest, "", style, &mut pairs)?;
    let query = if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    };
    Ok(Some(Call {
        verb: verb.to_uppercase(),
        target: format!("{path}{query}"),
        body,
        template,
    }))
}

/// The path, when all variables fit their patterns; what it carries is taken out of `rest`.
fn path(
    template: &str,
    message: &DynamicMessage,
    rest: &mut DynamicMessage,
    style: Style,
) -> anyhow::Result<Option<String>> {
    let mut path = String::new();
    let mut tail = template;
    while let Some((before, variable)) = tail.split_once('{') {
        let (variable, after) = variable.split_once('}').context("an open variable")?;
        let (field, pattern) = variable.split_once('=').unwrap_or((variable, "*"));
        let value = take(field, message, rest, style)?;
        let Some(value) = expand(pattern, &value) else {
            return Ok(None);
        };
        path.push_str(before);
        path.push_str(&value);
        tail = after;
    }
    path.push_str(tail);
    Ok(Some(path))
}

/// The text of a field, which is cleared in `rest`.
fn take(
    path: &str,
    message: &DynamicMessage,
    rest: &mut DynamicMessage,
    style: Style,
) -> anyhow::Result<String> {
    match path.split_once('.') {
        None => {
            let field = message.descriptor().get_field_by_name(path);
            let field = field.with_context(|| format!("no field {path}"))?;
            rest.clear_field(&field);
            scalar(&message.get_field(&field), &field.kind(), style)
        }
        Some((first, below)) => {
            let inner = message.get_field_by_name(first);
            let inner = inner.with_context(|| format!("no field {first}"))?;
            let inner = inner.as_message().context("a field in a message")?;
            // an absent message has nothing to clear
            let mut absent = inner.clone();
            let rest = match rest.has_field_by_name(first) {
                true => rest
                    .get_field_by_name_mut(first)
                    .and_then(Value::as_message_mut)
                    .context("a field in a message")?,
                false => &mut absent,
            };
            take(below, inner, rest, style)
        }
    }
}

/// The value as the pattern of its variable has it, escaped; none when it does not fit.
fn expand(pattern: &str, value: &str) -> Option<String> {
    if pattern == "*" {
        let escaped = utf8_percent_encode(value, ESCAPED).to_string();
        return (!value.is_empty()).then_some(escaped);
    }
    let mut segments = value.split('/');
    let mut path = Vec::new();
    for part in pattern.split('/') {
        match part {
            "**" => path.extend(segments.by_ref().map(escape)),
            "*" => path.push(escape(segments.next().filter(|it| !it.is_empty())?)),
            literal => path.push(segments.next().filter(|it| *it == literal)?.to_owned()),
        }
    }
    segments.next().is_none().then(|| path.join("/"))
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// One `name=value` for every value that is set.
fn query(
    message: &DynamicMessage,
    prefix: &str,
    style: Style,
    pairs: &mut Vec<String>,
) -> anyhow::Result<()> {
    for (field, value) in message.fields() {
        let name = format!("{prefix}{}", name(&field, style));
        match value {
            Value::Message(inner) => query(inner, &format!("{name}."), style, pairs)?,
            Value::List(values) => {
                for value in values {
                    let value = scalar(value, &field.kind(), style)?;
                    pairs.push(format!("{name}={}", escape(&value)));
                }
            }
            value => {
                let value = scalar(value, &field.kind(), style)?;
                pairs.push(format!("{name}={}", escape(&value)));
            }
        }
    }
    Ok(())
}

fn name(field: &FieldDescriptor, style: Style) -> String {
    match style {
        Style::Json => field.json_name().to_owned(),
        Style::Proto => field.name().to_owned(),
    }
}

fn scalar(value: &Value, kind: &Kind, style: Style) -> anyhow::Result<String> {
    Ok(match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        Value::String(value) => value.clone(),
        Value::EnumNumber(number) => match kind {
            Kind::Enum(descriptor) if style == Style::Json => enum_name(descriptor, *number)?,
            _ => number.to_string(),
        },
        other => bail!("{other:?} has no text"),
    })
}

fn enum_name(descriptor: &EnumDescriptor, number: i32) -> anyhow::Result<String> {
    let value = descriptor.get_value(number);
    let value = value.with_context(|| format!("no value {number}"))?;
    Ok(value.name().to_owned())
}

fn json(message: &DynamicMessage, style: Style) -> anyhow::Result<String> {
    let options = SerializeOptions::new()
        .use_proto_field_name(style == Style::Proto)
        .use_enum_numbers(style == Style::Proto);
    let mut json = serde_json::Serializer::new(Vec::new());
    message.serialize_with_options(&mut json, &options)?;
    Ok(String::from_utf8(json.into_inner())?)
}

fn text(message: &DynamicMessage, field: &str) -> String {
    let value = message.get_field_by_name(field);
    let text = value.as_deref().and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

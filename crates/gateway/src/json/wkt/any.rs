//! `google.protobuf.Any`: a message of any registered type, with its type URL under `@type`.

use std::{borrow::Cow, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prost_types::Any;
use serde::{
    de::{self, Deserializer, Error as _, MapAccess, Visitor},
    ser::{Error as _, Serialize as _, Serializer},
};
use serde_json::value::RawValue;

use crate::json::{Error, Message, Options, Outcome};

const TYPE: &str = "@type";
const VALUE: &str = "value";

/// The members of an object, each value still as text.
type Members = Vec<(String, Box<RawValue>)>;

struct AnyVisitor<'a> {
    any: &'a mut Any,
    options: &'a Options,
}

/// A packed message as a detail of an error: one that cannot be shown is its bytes in base64.
pub(crate) fn detail(any: &Any, options: &Options) -> Box<RawValue> {
    print(any, options).unwrap_or_else(|_| {
        let object = serde_json::json!({TYPE: any.type_url, VALUE: STANDARD.encode(&any.value)});
        // an object of two strings has a text
        serde_json::value::to_raw_value(&object).unwrap_or_default()
    })
}

impl Message for Any {
    fn read<'de, D: Deserializer<'de>>(
        &mut self,
        deserializer: D,
        options: &Options,
    ) -> Result<Outcome, D::Error> {
        deserializer.deserialize_option(AnyVisitor { any: self, options })
    }

    fn write<S: Serializer>(&self, serializer: S, options: &Options) -> Result<S::Ok, S::Error> {
        let text = print(self, options).map_err(S::Error::custom)?;
        text.serialize(serializer)
    }
}

/// The object form; that of an empty `Any` has no member.
fn print(any: &Any, options: &Options) -> Result<Box<RawValue>, Error> {
    if any.type_url.is_empty() && any.value.is_empty() {
        return raw("{}".to_owned());
    }
    let known = options
        .types
        .find(&any.type_url)
        .ok_or_else(|| unknown(&any.type_url))?;
    let json = (known.to_json)(&any.value, &one_level_less(options)?)?;
    let json = std::str::from_utf8(&json)?;
    let url = serde_json::to_string(&any.type_url).map_err(Error::write)?;
    raw(match json.strip_prefix('{') {
        _ if known.is_special => format!("{{\"{TYPE}\":{url},\"{VALUE}\":{json}}}"),
        Some("}") => format!("{{\"{TYPE}\":{url}}}"),
        Some(members) => format!("{{\"{TYPE}\":{url},{members}"),
        None => return Err(Error::write("a message that is not an object")),
    })
}

fn raw(text: String) -> Result<Box<RawValue>, Error> {
    RawValue::from_string(text).map_err(Error::write)
}

/// What is packed in what is packed goes no deeper than a text may.
fn one_level_less(options: &Options) -> Result<Options, Error> {
    let max_depth = options.max_depth.checked_sub(1);
    let max_depth = max_depth.ok_or_else(|| Error::write("packed too deep"))?;
    Ok(Options {
        max_depth,
        ..options.clone()
    })
}

fn unknown(type_url: &str) -> Error {
    Error::write(format_args!("unknown type {type_url:?}"))
}

/// The bytes of the message that the members besides `@type` describe.
fn parse(type_url: &str, members: &Members, options: &Options) -> Result<Vec<u8>, Error> {
    let known = options
        .types
        .find(type_url)
        .ok_or_else(|| unknown(type_url))?;
    let text = if known.is_special {
        match members.as_slice() {
            [(name, value)] if name == VALUE => Cow::Borrowed(value.get()),
            _ => return Err(Error::read("", "expected \"value\" beside \"@type\"")),
        }
    } else {
        Cow::Owned(object(members))
    };
    (known.to_bytes)(text.as_bytes(), options)
}

/// The members as an object of their own.
fn object(members: &Members) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(name.as_str()).to_string());
        text.push(':');
        text.push_str(value.get());
    }
    text.push('}');
    text
}

// === impl AnyVisitor ===

impl<'de> Visitor<'de> for AnyVisitor<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with \"@type\"")
    }

    fn visit_none<E: de::Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outcome, A::Error> {
        let (mut type_url, mut members) = (None, Members::new());
        while let Some(name) = map.next_key::<String>()? {
            if name != TYPE {
                members.push((name, map.next_value()?));
            } else if type_url.replace(map.next_value::<String>()?).is_some() {
                return Err(A::Error::duplicate_field(TYPE));
            }
        }
        *self.any = match type_url {
            None if members.is_empty() => Any::default(),
            None => return Err(A::Error::missing_field(TYPE)),
            Some(type_url) => Any {
                value: parse(&type_url, &members, self.options).map_err(A::Error::custom)?,
                type_url,
            },
        };
        Ok(Outcome::Set)
    }
}

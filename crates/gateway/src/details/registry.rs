//! Prints packed messages as JSON, by their type.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prost::{Message, Name};
use prost_types::Any;
use serde::Serialize;
use serde_json::{Map, Value};

type Printer = fn(&[u8]) -> Option<Value>;

/// The message types whose JSON form is known, by full name.
///
/// A detail of another type is still shown: with its type and its bytes in base64.
#[derive(Clone, Debug, Default)]
pub struct TypeRegistry {
    printers: HashMap<String, Printer>,
}

// === impl TypeRegistry ===

impl TypeRegistry {
    /// A registry that knows no type.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message type.
    #[must_use]
    pub fn register<M: Message + Name + Default + Serialize>(mut self) -> Self {
        self.printers.insert(M::full_name(), print::<M>);
        self
    }

    /// The JSON form of a packed message: `@type` beside the message's own fields.
    pub(crate) fn to_json(&self, any: &Any) -> Value {
        let name = any.type_url.rsplit('/').next().unwrap_or_default();
        let printed = self.printers.get(name).and_then(|print| print(&any.value));
        let mut object = match printed {
            Some(Value::Object(fields)) => fields,
            // what is not an object in JSON, a duration say, goes under `value`
            Some(value) => single("value", value),
            None => single("value", Value::String(STANDARD.encode(&any.value))),
        };
        object.insert("@type".to_owned(), Value::String(any.type_url.clone()));
        Value::Object(object)
    }
}

fn print<M: Message + Default + Serialize>(bytes: &[u8]) -> Option<Value> {
    serde_json::to_value(M::decode(bytes).ok()?).ok()
}

fn single(key: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value)])
}

#[cfg(test)]
mod tests {
    use prost_types::Any;
    use serde_json::{Value, json};

    use super::TypeRegistry;
    use crate::{details::pack, wkt::Duration};

    /// A stand-in for an application's own detail.
    #[derive(Clone, PartialEq, prost::Message, serde::Serialize)]
    struct Failure {
        #[prost(string, tag = "1")]
        id: String,
    }

    impl prost::Name for Failure {
        const NAME: &'static str = "Failure";
        const PACKAGE: &'static str = "test.v1";
    }

    #[track_caller]
    fn check(any: &Any, expected: &Value) {
        let registry = TypeRegistry::new()
            .register::<Failure>()
            .register::<Duration>();
        assert_eq!(&registry.to_json(any), expected);
    }

    #[test]
    fn prints_details() {
        let failure = pack(&Failure {
            id: "A-1".to_owned(),
        });
        check(
            &failure,
            &json!({"@type": "type.googleapis.com/test.v1.Failure", "id": "A-1"}),
        );

        let span = pack(&Duration {
            seconds: 1,
            nanos: 0,
        });
        check(
            &span,
            &json!({"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"}),
        );

        let unknown = Any {
            type_url: "example.com/x.Y".to_owned(),
            value: vec![1, 2, 3],
        };
        check(
            &unknown,
            &json!({"@type": "example.com/x.Y", "value": "AQID"}),
        );

        let broken = Any {
            value: vec![0xff],
            ..failure
        };
        check(
            &broken,
            &json!({"@type": "type.googleapis.com/test.v1.Failure", "value": "/w=="}),
        );
    }
}

//! The message types whose JSON form is known by name.

use std::{collections::BTreeMap, fmt, sync::Arc};

use bytes::BytesMut;
use prost::Name;
use prost_types::{Any, Duration, FieldMask, ListValue, Struct, Timestamp, Value};

use super::{Error, Message, Options, decode, encode};

/// The message types that an `Any`, or a detail of an error, may hold; by full name. The
/// well-known types are always among them.
#[derive(Clone, Default)]
pub struct TypeRegistry {
    types: Option<Arc<BTreeMap<String, Type>>>,
}

/// How a message is converted between its JSON form and its bytes.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) to_bytes: fn(&[u8], &Options) -> Result<Vec<u8>, Error>,
    pub(super) to_json: fn(&[u8], &Options) -> Result<BytesMut, Error>,
    /// Whether its JSON form is its own, and stands under `value` in an `Any`.
    pub(super) is_special: bool,
}

// === impl TypeRegistry ===

impl TypeRegistry {
    /// A registry that knows the well-known types.
    pub const fn new() -> Self {
        Self { types: None }
    }

    /// Adds a message type.
    #[must_use]
    pub fn register<M: Message + Name>(mut self) -> Self {
        let types = Arc::make_mut(self.types.get_or_insert_default());
        types.insert(M::full_name(), Type::of::<M>(false));
        self
    }

    /// The type that a type URL names: what follows its last slash.
    pub(super) fn find(&self, type_url: &str) -> Option<Type> {
        let (_, name) = type_url.rsplit_once('/')?;
        let types = self.types.as_deref();
        types
            .and_then(|types| types.get(name).copied())
            .or_else(|| well_known(name))
    }
}

impl fmt::Debug for TypeRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = self.types.as_deref().into_iter();
        f.debug_set()
            .entries(types.flat_map(BTreeMap::keys))
            .finish()
    }
}

// === impl Type ===

impl Type {
    fn of<M: Message>(is_special: bool) -> Self {
        Self {
            to_bytes: |text, options| Ok(decode::<M>(text, options)?.encode_to_vec()),
            to_json: |bytes, options| {
                let message = M::decode(bytes).map_err(Error::write)?;
                let mut text = BytesMut::new();
                encode(&message, options, &mut text)?;
                Ok(text)
            },
            is_special,
        }
    }
}

fn well_known(name: &str) -> Option<Type> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Any" => Type::of::<Any>(true),
        "BoolValue" => Type::of::<bool>(true),
        "BytesValue" => Type::of::<Vec<u8>>(true),
        "DoubleValue" => Type::of::<f64>(true),
        "Duration" => Type::of::<Duration>(true),
        "Empty" => Type::of::<()>(false),
        "FieldMask" => Type::of::<FieldMask>(true),
        "FloatValue" => Type::of::<f32>(true),
        "Int32Value" => Type::of::<i32>(true),
        "Int64Value" => Type::of::<i64>(true),
        "ListValue" => Type::of::<ListValue>(true),
        "StringValue" => Type::of::<String>(true),
        "Struct" => Type::of::<Struct>(true),
        "Timestamp" => Type::of::<Timestamp>(true),
        "UInt32Value" => Type::of::<u32>(true),
        "UInt64Value" => Type::of::<u64>(true),
        "Value" => Type::of::<Value>(true),
        _ => return None,
    })
}

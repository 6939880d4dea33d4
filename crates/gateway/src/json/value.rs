//! Reads one text into one value; when that fails, once more to find the field.

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::{
    Codec, Error, Message, Options, Outcome,
    codec::Into,
    object::{Field, Seen},
};

/// The value behind a name that is already known.
struct One<D>(Option<D>);

/// Where the value of one field is to be read.
struct IntoField<'a, M> {
    message: &'a mut M,
    index: usize,
    options: &'a Options,
}

/// Reads a value; `null` is none.
pub(super) fn read<C: Codec>(
    value: &mut C::Value,
    text: &str,
    options: &Options,
) -> Result<(), Error> {
    let result = run(text, Into::<C> { value, options });
    match result {
        Ok(Outcome::Set) => Ok(()),
        Ok(_) => Err(Error::read("", "null is no message")),
        Err(error) => {
            let (value, options) = (&mut C::Value::default(), options);
            Err(explain(text, "", Into::<C> { value, options }, &error))
        }
    }
}

/// Reads the value of a field, given by its place.
pub(super) fn read_field<M: Message>(
    message: &mut M,
    index: usize,
    text: &str,
    options: &Options,
) -> Result<(), Error> {
    let seed = IntoField {
        message,
        index,
        options,
    };
    run(text, seed).map_err(|error| {
        let seed = IntoField {
            message: &mut M::default(),
            index,
            options,
        };
        let name = M::FIELDS.get(index).map_or("", |name| name.json);
        explain(text, name, seed, &error)
    })
}

fn run<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> serde_json::Result<S::Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads the text a second time, now keeping track of the field: errors are rare, bodies are not.
fn explain<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    parent: &str,
    seed: S,
    error: &serde_json::Error,
) -> Error {
    let mut track = serde_path_to_error::Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let traced = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let path = match seed.deserialize(traced) {
        Ok(_) => String::new(),
        Err(_) => track.path().to_string(),
    };
    // `?` stands for a place that has no name, `.` for the whole
    let path = path.trim_end_matches(['?', '.']);
    let separator = match (parent, path) {
        ("", _) | (_, "") => "",
        (_, path) if path.starts_with('[') => "",
        _ => ".",
    };
    Error::read(format!("{parent}{separator}{path}"), error)
}

// === impl IntoField ===

impl<'de, M: Message> DeserializeSeed<'de> for IntoField<'_, M> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let field = Field {
            map: &mut One(Some(deserializer)),
            options: self.options,
            seen: &mut Seen::default(),
            fields: M::FIELDS.len(),
        };
        self.message.read_field(self.index, field)
    }
}

// === impl One ===

impl<'de, D: Deserializer<'de>> MapAccess<'de> for One<D> {
    type Error = D::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        _: K,
    ) -> Result<Option<K::Value>, D::Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, D::Error> {
        match self.0.take() {
            Some(deserializer) => seed.deserialize(deserializer),
            None => Err(serde::de::Error::custom("a field has one value")),
        }
    }
}
